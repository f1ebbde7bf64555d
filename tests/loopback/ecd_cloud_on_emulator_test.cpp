// The real client - credentials, signing, transport, wire format - against the real emulator, over real sockets.
#include "adapters/run_to_end.hpp"
#include "adapters/system/system_clock.hpp"
#include "fakes/temporary_folder.hpp"
#include "loopback/ecd_client.hpp"
#include "loopback/emulator_process.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;
using core::DiskKind;
using core::Effect;
using core::ErrorClass;
using tests::run_to_end;

namespace {

// The system's clock, as wrong as a test wants it.
class WrongClock final : public ports::Clock {
public:
    explicit WrongClock(ports::Clock& right) : right_(right) {}
    core::WallTime wall_now() const override { return right_.wall_now() + ahead; }
    core::SteadyTime steady_now() const override { return right_.steady_now(); }
    std::unique_ptr<ports::Alarm> make_alarm() override { return right_.make_alarm(); }
    core::Millis ahead{0};

private:
    ports::Clock& right_;
};

using Setup = tests::ClientSetup;

class Site {
    boost::asio::io_context context_;
    std::unique_ptr<ports::Clock> system_clock_ = adapters::make_system_clock(context_.get_executor());

public:
    WrongClock clock{*system_clock_};

    explicit Site(const std::vector<std::string>& arguments, const Setup& setup = {})
        : emulator_(ECD_EMULATOR, arguments), client_(context_, clock, emulator_.url(), setup) {}

    ports::Answer<ports::DesktopPage> desktops(ports::DesktopQuery query = {}) {
        return run_to_end(context_, client_.cloud().describe_desktops(std::move(query)));
    }
    ports::Answer<ports::SnapshotPage> snapshots(ports::SnapshotQuery query = {}) {
        return run_to_end(context_, client_.cloud().describe_snapshots(std::move(query)));
    }
    ports::Answer<std::vector<std::string>> regions() {
        return run_to_end(context_, client_.cloud().describe_regions());
    }
    ports::Answer<void> wake(std::vector<std::string> ids) {
        return run_to_end(context_, client_.cloud().wake_desktops(std::move(ids)));
    }
    ports::Answer<void> hibernate(std::vector<std::string> ids) {
        return run_to_end(context_, client_.cloud().hibernate_desktops(std::move(ids)));
    }
    ports::Answer<std::string> create(const std::string& desktop, DiskKind disk = DiskKind::system,
                                      const std::string& name = "nightly", const std::string& description = "") {
        ports::CreateSnapshotRequest request;
        request.desktop_id = desktop;
        request.disk = disk;
        request.name = name;
        request.description = description;
        return run_to_end(context_, client_.cloud().create_snapshot(request));
    }
    core::Desktop any_desktop() { return desktops().result.value().desktops.at(0); }
    void wait(std::chrono::milliseconds time) {
        const auto alarm = clock.make_alarm();
        run_to_end(context_, alarm->wait_until(clock.steady_now() + time));
    }

private:
    tests::EmulatorProcess emulator_;
    tests::EcdClient client_;
};

template <class T>
void check_refused(const core::Result<T>& result, ErrorClass kind, const std::string& code) {
    REQUIRE_FALSE(result.has_value());
    CAPTURE(core::describe(result.error()));
    CHECK(std::string(text(result.error().kind)) == text(kind));
    CHECK(result.error().code == code);
    CHECK(result.error().effect == Effect::none);
    CHECK_FALSE(result.error().request_id.empty());
    CHECK_FALSE(result.error().message.empty());
}

}  // namespace

TEST_CASE("emulator: all desktops are listed, page by page, pooled ones too") {
    Site site({"--desktops", "250", "--pooled", "30%", "--data-disks", "50%"});
    std::set<std::string> ids;
    std::size_t with_data = 0;
    int pages = 0;
    ports::DesktopQuery query;
    do {
        const auto page = site.desktops(query);
        REQUIRE(page.result.has_value());
        CHECK(page.server_date.has_value());
        for (const core::Desktop& desktop : page.result->desktops) {
            ids.insert(desktop.id);
            with_data += desktop.has_data_disk ? 1 : 0;
            CHECK(desktop.status == core::DesktopStatus::running);
        }
        query.next_token = page.result->next_token;
        ++pages;
    } while (!query.next_token.empty());
    CHECK(ids.size() == 250);
    CHECK(pages == 3);
    CHECK(with_data > 50);
    CHECK(with_data < 200);

    ports::DesktopQuery some;
    some.ids = {*ids.begin(), *ids.rbegin()};
    CHECK(site.desktops(some).result.value().desktops.size() == 2);
}

TEST_CASE("emulator: regions are listed") {
    Site site({"--regions", "cn-hangzhou,cn-shanghai"});
    const auto regions = site.regions().result.value();
    CHECK(std::set<std::string>(regions.begin(), regions.end()) == std::set<std::string>{"cn-hangzhou", "cn-shanghai"});
}

TEST_CASE("emulator: a snapshot is created, followed and accomplished, and everything comes back as it was sent") {
    Site site({"--snapshot-seconds", "0.2"});
    const std::string desktop = site.any_desktop().id;
    const core::WallTime before = site.clock.wall_now();
    const auto created = site.create(desktop, DiskKind::system, "nightly-a", "a stamp & more*~ 数据");
    REQUIRE(created.result.has_value());

    ports::SnapshotQuery query;
    query.desktop_id = desktop;
    core::Snapshot seen = site.snapshots(query).result.value().snapshots.at(0);
    CHECK(seen.id == *created.result);
    CHECK(seen.name == "nightly-a");
    CHECK(seen.description == "a stamp & more*~ 数据");
    CHECK(seen.desktop_id == desktop);
    CHECK(seen.disk == DiskKind::system);
    CHECK(seen.type == core::SnapshotType::user);
    CHECK(seen.created >= before - 2s);
    CHECK(seen.created <= before + 30s);

    for (int i = 0; i < 500 && seen.status != core::SnapshotStatus::accomplished; ++i) {
        site.wait(20ms);
        seen = site.snapshots(query).result.value().snapshots.at(0);
    }
    CHECK(seen.status == core::SnapshotStatus::accomplished);

    ports::SnapshotQuery by_id;
    by_id.snapshot_id = *created.result;
    CHECK(site.snapshots(by_id).result.value().snapshots.size() == 1);
    ports::SnapshotQuery in_range;
    in_range.created_from = seen.created;
    in_range.created_to = seen.created;
    CHECK(site.snapshots(in_range).result.value().snapshots.size() == 1);
    in_range.created_from = seen.created + 60s;
    in_range.created_to = seen.created + 120s;
    CHECK(site.snapshots(in_range).result.value().snapshots.empty());
}

TEST_CASE("emulator: the snapshots of a whole site are listed page by page; automatic ones only when asked for") {
    Site site({"--desktops", "120", "--data-disks", "0%", "--auto-snapshots", "10%", "--snapshot-seconds", "0"});
    std::set<std::string> made;
    ports::DesktopQuery desktops;
    do {
        const auto page = site.desktops(desktops).result.value();
        for (const core::Desktop& desktop : page.desktops) {
            const auto created = site.create(desktop.id);
            if (created.result) made.insert(*created.result);
        }
        desktops.next_token = page.next_token;
    } while (!desktops.next_token.empty());
    CHECK(made.size() > 100);  // the others are busy with an automatic one

    const auto list = [&](ports::SnapshotScope scope) {
        std::vector<core::Snapshot> all;
        ports::SnapshotQuery query;
        query.scope = scope;
        do {
            auto page = site.snapshots(query).result.value();
            all.insert(all.end(), page.snapshots.begin(), page.snapshots.end());
            query.next_token = page.next_token;
        } while (!query.next_token.empty());
        return all;
    };
    std::set<std::string> listed;
    for (const core::Snapshot& each : list(ports::SnapshotScope::user))
        listed.insert(each.id);
    CHECK(listed == made);
    const auto all = list(ports::SnapshotScope::all);
    CHECK(all.size() == 120);
    CHECK(std::any_of(all.begin(), all.end(),
                      [](const core::Snapshot& each) { return each.type == core::SnapshotType::automatic; }));
}

TEST_CASE("emulator: each refusal has its class and no effect") {
    Site site({"--snapshot-seconds", "60", "--data-disks", "0%"});
    const std::string desktop = site.any_desktop().id;
    CHECK(site.create(desktop).result.has_value());
    check_refused(site.create(desktop).result, ErrorClass::busy, "IncorrectDiskStatus.CreatingSnapshot");
    check_refused(site.create("ecd-nobody").result, ErrorClass::gone, "InvalidDesktopId.NotFound");
    check_refused(site.create(desktop, DiskKind::system, "auto-1").result, ErrorClass::bad_request,
                  "InvalidSnapshotName.Malformed");
    check_refused(site.create(desktop, DiskKind::system, "n1", std::string(129, 'x')).result, ErrorClass::bad_request,
                  "InvalidDescription.Malformed");
    const auto missing = site.create("").result;
    check_refused(missing, ErrorClass::bad_request, "MissingParameter");
    CHECK(site.snapshots().result.value().snapshots.size() == 1);
}

TEST_CASE("emulator: a desktop in the wrong state is not ready") {
    Site site({"--states", "Hibernated"});
    const core::Desktop desktop = site.any_desktop();
    CHECK(desktop.status == core::DesktopStatus::hibernated);
    check_refused(site.create(desktop.id).result, ErrorClass::not_ready, "IncorrectDesktopStatus");
}

TEST_CASE("emulator: hibernated desktops are woken, all or none, and put back to sleep") {
    Site site({"--desktops", "2", "--regions", "cn-hangzhou", "--states", "Hibernated", "--transition-seconds", "0"});
    const auto listed = site.desktops().result.value().desktops;
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].session == core::Session::unknown);
    check_refused(site.wake({listed[0].id, "ecd-nobody"}).result, ErrorClass::gone, "InvalidDesktopId.NotFound");
    check_refused(site.hibernate({listed[0].id}).result, ErrorClass::not_ready, "IncorrectDesktopStatus");
    CHECK(site.wake({listed[0].id, listed[1].id}).result.has_value());
    const auto awake = site.desktops().result.value().desktops;
    CHECK(awake[0].status == core::DesktopStatus::running);
    CHECK(awake[1].session == core::Session::none);
    CHECK(site.hibernate({listed[1].id}).result.has_value());
    CHECK(site.desktops().result.value().desktops[1].status == core::DesktopStatus::hibernated);
}

TEST_CASE("emulator: the effect of a wake whose answer is lost is not known") {
    Site site({"--states", "Hibernated", "--fault", "WakeupDesktops:lost-after-effect=100%"});
    const auto lost = site.wake({site.any_desktop().id}).result;
    REQUIRE(lost.has_error());
    CHECK(lost.error().effect == Effect::unknown);
    CHECK(site.any_desktop().status == core::DesktopStatus::starting);
}

TEST_CASE("emulator: a wrong secret is a matter of credentials, and the refusal shows nothing of what was signed") {
    Setup setup;
    setup.key_secret = "wrong-secret";
    Site site({}, setup);
    const auto refused = site.create("ecd-1").result;
    check_refused(refused, ErrorClass::credentials, "SignatureDoesNotMatch");
    const std::string shown = core::describe(refused.error());
    CHECK(shown.find("string to sign is") != std::string::npos);
    CHECK(shown.find("nonce") == std::string::npos);
    CHECK(shown.find("wrong-secret") == std::string::npos);
    CHECK(shown.size() < 500);
    CHECK(site.desktops().result.error().kind == ErrorClass::credentials);
}

TEST_CASE("emulator: an unknown key and a wrong token are matters of credentials, a right token is not") {
    Setup unknown;
    unknown.key_id = "nobody";
    check_refused(Site({}, unknown).create("ecd-1").result, ErrorClass::credentials, "InvalidAccessKeyId.NotFound");

    Setup with_token;
    with_token.token = "tok/en+==";
    CHECK(Site({"--security-token", "tok/en+=="}, with_token).desktops().result.has_value());
    const auto wrong = Site({"--security-token", "another"}, with_token).create("ecd-1").result;
    check_refused(wrong, ErrorClass::credentials, "InvalidSecurityToken.MismatchWithAccessKey");
    CHECK(core::describe(wrong.error()).find("tok/en") == std::string::npos);
}

TEST_CASE("emulator: a clock that is an hour wrong is refused as such, and the answer tells the right time") {
    Site site({});
    const std::string desktop = site.any_desktop().id;
    for (const auto ahead : {-1h, 1h}) {
        site.clock.ahead = ahead;
        const auto refused = site.create(desktop);
        check_refused(refused.result, ErrorClass::clock_skew, "InvalidTimeStamp.Expired");
        REQUIRE(refused.server_date.has_value());
        const auto off = *refused.server_date - site.clock.wall_now() + ahead;
        CHECK(std::chrono::abs(off) < 5s);
    }
    site.clock.ahead = 10min;
    CHECK(site.create(desktop).result.has_value());
}

TEST_CASE("emulator: throttling is recognised in every dialect, with the time where one is named") {
    struct Row {
        const char* dialect;
        bool names_time;
    };
    for (const Row& row : {Row{"retry-after", true}, Row{"ratelimit", true}, Row{"bare", false}}) {
        CAPTURE(row.dialect);
        Site site({"--throttle", std::string("1@fixed-second,dialect=") + row.dialect});
        int throttled = 0;
        for (int i = 0; i < 10; ++i) {
            const auto answer = site.create("ecd-nobody").result;
            if (answer.error().kind != ErrorClass::throttled) continue;
            ++throttled;
            CHECK(answer.error().effect == Effect::none);
            CHECK(answer.error().code.starts_with("Throttling"));
            CHECK(answer.error().retry_after.has_value() == row.names_time);
        }
        CHECK(throttled > 0);
    }
}

TEST_CASE("emulator: an answer that is lost, torn or foreign is unknown, with and without an effect") {
    struct Row {
        const char* fault;
        std::size_t made;
    };
    for (const Row& row : {Row{"lost-after-effect", 1}, Row{"lost-before-effect", 0}, Row{"torn", 1}, Row{"html", 0},
                           Row{"html-with-effect", 1}, Row{"5xx", 0}, Row{"5xx-with-effect", 1}, Row{"hang", 0},
                           Row{"hang-with-effect", 1}}) {
        CAPTURE(row.fault);
        Setup setup;
        // For what hangs; the reads have to keep it too, on a busy machine.
        if (std::string_view{row.fault}.starts_with("hang")) setup.deadlines.first_byte = 1500ms;
        Site site({"--fault", std::string(row.fault) + "=100%"}, setup);
        const auto answer = site.create(site.any_desktop().id).result;
        REQUIRE_FALSE(answer.has_value());
        CAPTURE(core::describe(answer.error()));
        CHECK(answer.error().effect == Effect::unknown);
        CHECK(answer.error().kind == ErrorClass::ambiguous);
        CHECK_FALSE(answer.error().message.empty());
        CHECK(site.snapshots().result.value().snapshots.size() == row.made);
    }
}

TEST_CASE("emulator: a read that fails never has an effect") {
    for (const char* fault : {"lost-before-effect", "torn", "html", "5xx"}) {
        CAPTURE(fault);
        Site site({"--fault", std::string("reads:") + fault + "=100%"});
        const auto answer = site.desktops().result;
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().effect == Effect::none);
        CHECK(answer.error().kind == ErrorClass::temporary);
    }
}

TEST_CASE("emulator: over TLS with its own authority, and not without") {
    const tests::TemporaryFolder folder;
    const std::vector<std::string> arguments{"--tls", "--tls-dir", folder.path().string()};
    Setup setup;
    {
        Site stranger(arguments, setup);  // makes the authority's certificate
        const auto answer = stranger.create("ecd-1").result;
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().effect == Effect::none);
        CHECK(answer.error().message.find("ca_file") != std::string::npos);
    }
    setup.ca_file = (folder.path() / "ca.pem").string();
    Site site(arguments, setup);
    CHECK(site.create(site.any_desktop().id).result.has_value());
}
