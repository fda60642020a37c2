//! Random arguments, responses and profiles: nothing may panic, no secret may be shown, and the output must be one JSON
//! object. `PROPTEST_CASES` is the number of cases for each test.

mod arguments;
mod corpus;
mod depth;
mod encodings;
mod profiles;
mod redaction;
mod server;
