#include "core/figures/excused_disks.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using core::DiskKind;
using core::Outcome;
using core::Reason;

TEST_CASE("only a state, and nothing new to save, excuse a disk") {
    for (const Reason reason : {Reason::unchanged, Reason::expired, Reason::hibernated, Reason::state_excluded})
        CHECK(core::excuses(Outcome::skipped, reason));
    for (const Reason reason : {Reason::paused, Reason::not_approved, Reason::overlapped, Reason::replaced})
        CHECK_FALSE(core::excuses(Outcome::skipped, reason));
    CHECK_FALSE(core::excuses(Outcome::missed, Reason::desktop_state));
    CHECK_FALSE(core::excuses(Outcome::failed, Reason::refused));
    CHECK_FALSE(core::excuses(Outcome::done, Reason::accomplished));
}

TEST_CASE("the newest task of the policy and disk counts") {
    core::ExcusedDisks disks;
    disks.ended("nightly", "ecd-1", DiskKind::system, Outcome::failed, Reason::refused);
    CHECK_FALSE(disks.contains("nightly", "ecd-1", DiskKind::system));
    disks.ended("nightly", "ecd-1", DiskKind::system, Outcome::skipped, Reason::expired);
    CHECK(disks.contains("nightly", "ecd-1", DiskKind::system));
    CHECK_FALSE(disks.contains("nightly", "ecd-1", DiskKind::data));
    CHECK_FALSE(disks.contains("weekly", "ecd-1", DiskKind::system));
    disks.ended("weekly", "ecd-1", DiskKind::system, Outcome::done, Reason::accomplished);
    CHECK(disks.contains("nightly", "ecd-1", DiskKind::system));
    disks.ended("nightly", "ecd-1", DiskKind::system, Outcome::missed, Reason::no_capacity);
    CHECK_FALSE(disks.contains("nightly", "ecd-1", DiskKind::system));
}
