#include "core/dispatch/overdue_book.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

TEST_CASE("what is missed or fails slot after slot is the more overdue, until it is done") {
    OverdueBook book;
    CHECK(book.slots("nightly", "ecd-1", DiskKind::system) == 0);
    book.ended("nightly", "ecd-1", DiskKind::system, Outcome::missed);
    book.ended("nightly", "ecd-1", DiskKind::system, Outcome::failed);
    CHECK(book.slots("nightly", "ecd-1", DiskKind::system) == 2);
    CHECK(book.slots("nightly", "ecd-1", DiskKind::data) == 0);
    CHECK(book.slots("hourly", "ecd-1", DiskKind::system) == 0);
    book.ended("nightly", "ecd-1", DiskKind::system, Outcome::done);
    CHECK(book.slots("nightly", "ecd-1", DiskKind::system) == 0);
    CHECK(book.size() == 0);
}

TEST_CASE("a slot that was skipped by rule ends the row; one that is open does not count") {
    OverdueBook book;
    book.ended("nightly", "ecd-1", DiskKind::system, Outcome::missed);
    book.ended("nightly", "ecd-1", DiskKind::system, Outcome::none);
    CHECK(book.slots("nightly", "ecd-1", DiskKind::system) == 1);
    book.ended("nightly", "ecd-1", DiskKind::system, Outcome::skipped);
    CHECK(book.slots("nightly", "ecd-1", DiskKind::system) == 0);
}

TEST_CASE("a row has an end of its own") {
    OverdueBook book;
    for (int i = 0; i < 300; ++i)
        book.ended("nightly", "ecd-1", DiskKind::system, Outcome::missed);
    CHECK(book.slots("nightly", "ecd-1", DiskKind::system) == OverdueBook::most);
}
