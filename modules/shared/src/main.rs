fn main() -> std::process::ExitCode {
    pulp::run_one_of(pulp::operations::SHARED)
}
