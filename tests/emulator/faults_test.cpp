#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

RehearsalSettings plain_fleet() {
    RehearsalSettings settings;
    settings.fleet.desktops = 10;
    return settings;
}

struct Faulty : Rehearsal {
    explicit Faulty(const std::string& fault) : Rehearsal(plain_fleet()) {
        auto set = FaultSet::read(std::vector<std::string>{fault});
        REQUIRE(set.has_value());
        emulator.faults = std::move(*set);
    }
    std::size_t effects() { return admin("GET", "/snapshots").at("snapshots").size(); }
};

}  // namespace

TEST_CASE("each fault spoils the answer in its way and leaves the effect that its name says") {
    struct Row {
        const char* kind;
        std::size_t effects;
        Delivery delivery;
        bool server_error;
    };
    const Row rows[] = {
        {"lost-before-effect", 0, Delivery::dropped, false},
        {"lost-after-effect", 1, Delivery::dropped, false},
        {"5xx", 0, Delivery::whole, true},
        {"5xx-with-effect", 1, Delivery::whole, true},
        {"torn", 1, Delivery::torn, false},
        {"html", 0, Delivery::whole, true},
        {"html-with-effect", 1, Delivery::whole, true},
        {"forbidden", 0, Delivery::whole, false},
        {"revoked", 0, Delivery::whole, false},
        {"quota", 0, Delivery::whole, false},
        {"portal", 0, Delivery::whole, false},
        {"hang", 0, Delivery::never, false},
        {"hang-with-effect", 1, Delivery::never, false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.kind);
        Faulty faulty{std::string(row.kind) + "=100%"};
        const auto answered = faulty.create(faulty.desktop(), "nightly-1");
        CHECK(faulty.effects() == row.effects);
        CHECK(answered.reply.delivery == row.delivery);
        CHECK((answered.status >= 500) == row.server_error);
        CHECK(faulty.admin("GET", "/counters").at("faults").at(row.kind) == 1);
        if (row.effects == 1) CHECK(faulty.admin("GET", "/counters").at("effects").at(row.kind) == 1);
    }
}

TEST_CASE("a page of HTML is no JSON; a server error is the gateway's own body") {
    Faulty html{"html=100%"};
    CHECK(html.create(html.desktop(), "nightly-1").body.is_discarded());
    Faulty error{"5xx=100%"};
    const auto code = error.create(error.desktop(), "nightly-1").code;
    CHECK((code == "InternalError" || code == "ServiceUnavailable"));
}

TEST_CASE("a late effect comes when its time has come, and not before") {
    Faulty faulty{"late-effect=100%:20-20s"};
    CHECK(faulty.create(faulty.desktop(), "nightly-1").reply.delivery == Delivery::dropped);
    faulty.pass(19999ms);
    CHECK(faulty.effects() == 0);
    CHECK(faulty.admin("GET", "/counters").at("late_effects_pending") == 1);
    faulty.pass(60s);  // nobody looked at the very moment: the snapshot is dated from when it was due
    const auto snapshots = faulty.admin("GET", "/snapshots").at("snapshots");
    REQUIRE(snapshots.size() == 1);
    CHECK(snapshots.at(0).at("cause") == "late-effect");
    CHECK(snapshots.at(0).at("created") == "2026-01-02T03:00:20Z");
    CHECK(snapshots.at(0).at("status") == "ACCOMPLISHED");
}

TEST_CASE("a late effect meets the state of its own moment") {
    Faulty faulty{"late-effect=100%:10-10s"};
    faulty.create(faulty.desktop(), "late");
    faulty.pass(7s);
    faulty.emulator.faults = FaultSet{};
    CHECK(faulty.create(faulty.desktop(), "in-time").status == 200);  // in progress from 7 s to 12 s
    faulty.pass(10s);
    CHECK(faulty.effects() == 1);
    CHECK(faulty.admin("GET", "/counters").at("late_refusals").at("IncorrectDiskStatus.CreatingSnapshot") == 1);
}

TEST_CASE("snapshots can end FAILED, or never") {
    Faulty failing{"failed-snapshot=100%"};
    failing.create(failing.desktop(), "nightly-1");
    CHECK(failing.snapshots().at(0).at("Status") == "PROGRESSING");
    failing.pass(5s);
    CHECK(failing.snapshots().at(0).at("Status") == "FAILED");
    CHECK(failing.create(failing.desktop(), "nightly-2").status == 200);  // the disk is free

    Faulty hanging{"hung-snapshot=100%"};
    hanging.create(hanging.desktop(), "nightly-1");
    hanging.pass(24h);
    CHECK(hanging.snapshots().at(0).at("Status") == "PROGRESSING");
    CHECK(hanging.snapshots().at(0).at("RemainTime") == -1);
    CHECK(hanging.create(hanging.desktop(), "nightly-2").code == "IncorrectDiskStatus.CreatingSnapshot");
}

TEST_CASE("a fault concerns CreateSnapshot unless its scope says otherwise") {
    const auto status = [](const std::string& fault, const std::string& action) {
        Faulty faulty{fault};
        return faulty.call(action, {}).status;
    };
    CHECK(status("5xx=100%", "DescribeSnapshots") == 200);
    CHECK(status("reads:5xx=100%", "DescribeSnapshots") >= 500);
    CHECK(status("DescribeRegions:5xx=100%", "DescribeRegions") >= 500);
    CHECK(status("DescribeRegions:5xx=100%", "DescribeSnapshots") == 200);
    CHECK(status("all:5xx=100%", "DescribeDesktops") >= 500);
    Faulty reads{"reads:5xx=100%"};
    CHECK(reads.create(reads.desktop(), "nightly-1").status == 200);
}

TEST_CASE("faults come in their share, and the same again from the same seed") {
    const auto kinds = [](std::uint64_t seed) {
        const auto set = FaultSet::read(std::vector<std::string>{"torn=5%", "5xx=3%", "late-effect=2%:1-20s"});
        REQUIRE(set.has_value());
        Dice dice{seed, "faults"};
        std::string drawn;
        for (int i = 0; i < 10'000; ++i) {
            const auto met = set->draw(*find_action("CreateSnapshot"), dice);
            drawn += met ? met->nature->name[0] : '.';
        }
        return drawn;
    };
    const auto drawn = kinds(1);
    CHECK(drawn == kinds(1));
    CHECK(drawn != kinds(2));
    CHECK(std::abs(std::ranges::count(drawn, 't') - 500) < 90);
    CHECK(std::abs(std::ranges::count(drawn, '5') - 300) < 70);
    CHECK(std::abs(std::ranges::count(drawn, 'l') - 200) < 60);
}

TEST_CASE("a fault that cannot be read is refused with the reason") {
    for (const char* wrong : {"torn", "torn=", "torn=101%", "tron=5%", "torn=5%:1-2s", "late-effect=5%",
                              "late-effect=5%:2-1s", "writes:torn=5%", "reads:failed-snapshot=1%", "torn=-1%"}) {
        CAPTURE(wrong);
        const auto set = FaultSet::read(std::vector<std::string>{wrong});
        REQUIRE(set.has_error());
        CHECK(set.error().text.find(wrong) != std::string::npos);
    }
    CHECK(FaultSet::read(std::vector<std::string>{"torn=60%", "all:5xx=60%"}).has_error());
    CHECK(FaultSet::read(std::vector<std::string>{"torn=60%", "reads:5xx=60%"}).has_value());
}

TEST_CASE("latency holds back the answer, not the effect, and the call counts as in flight meanwhile") {
    Rehearsal rehearsal{plain_fleet()};
    rehearsal.emulator.latency = *Latency::read(std::vector<std::string>{"5-50ms", "all:1s"});
    {
        const auto answered = rehearsal.create(rehearsal.desktop(), "nightly-1");
        CHECK(answered.reply.delay >= 1005ms);
        CHECK(answered.reply.delay <= 1050ms);
        CHECK(rehearsal.admin("GET", "/counters").at("creates_in_flight") == 1);
        CHECK(rehearsal.snapshots().size() == 1);
    }
    CHECK(rehearsal.admin("GET", "/counters").at("creates_in_flight") == 0);
    CHECK(rehearsal.call("DescribeRegions", {}).reply.delay == 1s);
    CHECK(Latency::read(std::vector<std::string>{"fast"}).has_error());
}
