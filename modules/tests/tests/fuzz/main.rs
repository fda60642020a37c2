//! What nobody writes on purpose: random arguments, answers and profiles. Nothing panics, no secret is shown, and what
//! comes out is one JSON object. `PROPTEST_CASES` is how many of each are tried.

mod arguments;
mod corpus;
mod depth;
mod encodings;
mod profiles;
mod redaction;
mod server;
