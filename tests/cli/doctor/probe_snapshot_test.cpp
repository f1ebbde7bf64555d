// The safety rule of the probe: what it may delete.
#include "cli/probe/probe_snapshot.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::cli;

namespace {

const ProbeSnapshot made{"s-1", "ecd-1", "ecdsnap-probe-token-one", "ecdsnap doctor --probe token: 0123456789"};

core::Snapshot as_made() {
    core::Snapshot snapshot;
    snapshot.id = made.id;
    snapshot.desktop_id = made.desktop_id;
    snapshot.name = made.name;
    snapshot.description = made.description;
    return snapshot;
}

}  // namespace

TEST_CASE("what the run made is the run's, also where the service cut the description or dropped it") {
    core::Snapshot listed = as_made();
    CHECK(why_not_ours(listed, made).empty());
    listed.description.resize(10);
    CHECK(why_not_ours(listed, made).empty());
    listed.description.clear();
    CHECK(why_not_ours(listed, made).empty());
}

TEST_CASE("anything that differs keeps it from being deleted, in words") {
    const auto why = [](void (*change)(core::Snapshot&)) {
        core::Snapshot listed = as_made();
        change(listed);
        return why_not_ours(listed, made);
    };
    CHECK(why([](core::Snapshot& s) { s.id = "s-2"; }) == "its id is another one");
    CHECK(why([](core::Snapshot& s) { s.type = core::SnapshotType::automatic; }) == "the service made it, not a user");
    CHECK(why([](core::Snapshot& s) { s.desktop_id = "ecd-2"; }) == "it is of another desktop");
    CHECK(why([](core::Snapshot& s) { s.name += "x"; }) == "its name is another one");
    CHECK(why([](core::Snapshot& s) { s.name.pop_back(); }) == "its name is another one");
    CHECK(why([](core::Snapshot& s) { s.description = "nightly backup"; }) == "its description is another one");
    CHECK(why([](core::Snapshot& s) { s.description += " kept by hand"; }) == "its description is another one");
}

TEST_CASE("without an id nothing is the run's") {
    ProbeSnapshot without = made;
    without.id.clear();
    core::Snapshot listed = as_made();
    listed.id.clear();
    CHECK(!why_not_ours(listed, without).empty());
}

TEST_CASE("a listing is searched by id alone") {
    std::vector<core::Snapshot> listing{as_made()};
    CHECK(find_in(listing, made) == listing.data());
    listing.front().id = "s-9";
    CHECK(find_in(listing, made) == nullptr);
}
