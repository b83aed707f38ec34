//! The book's steps as quickcheck properties: a file a chapter, a property for each id.

mod assumptions;
mod gradient;
mod log_trick;
mod property;
mod sabotage;
