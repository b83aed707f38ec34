//! The book's steps as quickcheck properties: a file a chapter, a property for each id.

mod softmax;
mod log_trick;
mod log_softmax;
mod indicator;
mod log_sum_exp;
mod jacobian_entry;
mod gradient;
mod assumptions;
mod property;
mod sabotage;
