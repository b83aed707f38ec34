//! The book's steps as quickcheck properties: a file a chapter, a property for each id.

mod softmax;
mod log_trick;
mod log_softmax;
mod indicator;
mod log_sum_exp;
mod jacobian_entry;
mod jacobian;
mod cross_entropy;
mod chain_rule;
mod gradient;
mod assumptions;
mod floating_point;
mod errata;
mod property;
mod sabotage;
