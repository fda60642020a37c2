fn main() -> std::process::ExitCode {
    pulp::run::<pulp::operations::Sync>()
}
