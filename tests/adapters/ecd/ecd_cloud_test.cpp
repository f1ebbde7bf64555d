#include "adapters/ecd/ecd_cloud.hpp"

#include "adapters/ecd/auto_policies.hpp"
#include "adapters/run_to_end.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::run_to_end;

namespace {

// Records the requests and gives the answers that a test has queued.
class RecordingTransport final : public ports::HttpTransport {
public:
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> send(ports::HttpRequest request) override {
        requests.push_back(std::move(request));
        if (echoes) answer(400, R"({"Code": "C", "Message": ")" + echo() + R"(", "RequestId": "R1"})");
        if (answers.empty()) throw std::logic_error("no answer queued");
        core::Result<ports::HttpAnswer> answer = std::move(answers.front());
        answers.pop_front();
        co_return answer;
    }
    void answer(int status, std::string body) {
        ports::HttpAnswer made;
        made.status = status;
        made.body = std::move(body);
        made.headers.emplace_back("Date", "Fri, 02 Jan 2026 03:04:06 GMT");
        answers.emplace_back(std::move(made));
    }

    std::string echo() const {
        std::string text;
        for (const auto& [name, value] : requests.back().headers)
            text += name == "authorization" ? value.substr(value.find("Signature=")) + " " : "";
        for (const auto& [name, value] : requests.back().headers)
            text += name.ends_with("nonce") || name.ends_with("token") ? value + " " : "";
        return text + "tok%2Fen%3D%3D";
    }

    bool echoes = false;  // answer with the request's own signature, nonce and token
    std::vector<ports::HttpRequest> requests;
    std::deque<core::Result<ports::HttpAnswer>> answers;
};

class FixedCredentials final : public ports::CredentialProvider {
public:
    boost::asio::awaitable<core::Result<ports::Credentials>> get() override {
        if (on_get) on_get();
        co_return result;
    }
    boost::asio::awaitable<bool> refused(ports::Credentials key) override {
        refused_ids.push_back(key.access_key_id);
        if (!next) co_return false;
        result = *std::exchange(next, std::nullopt);
        co_return true;
    }
    core::Result<ports::Credentials> result =
        ports::Credentials{"testid", core::Secret("testsecret"), {}, {}, "a test"};
    std::optional<ports::Credentials> next;  // in hand once the first was refused
    std::vector<std::string> refused_ids;
    std::function<void()> on_get;
};

class SteppedClock final : public ports::Clock {
public:
    core::WallTime wall_now() const override { return now; }
    core::SteadyTime steady_now() const override { return steady; }
    std::unique_ptr<ports::Alarm> make_alarm() override { throw std::logic_error("nobody waits here"); }
    core::WallTime now = core::utc_from("2026-01-02T03:04:05.999Z").value();
    core::SteadyTime steady{};
};

struct Fixture {
    boost::asio::io_context context;
    RecordingTransport transport;
    FixedCredentials credentials;
    SteppedClock clock;
    std::unique_ptr<ports::Cloud> cloud = adapters::make_ecd_cloud(
        transport, credentials, clock, core::SiteId{"main", "cn-hangzhou"}, "ecd.cn-hangzhou.aliyuncs.com");

    ports::Answer<std::string> create() {
        ports::CreateSnapshotRequest request;
        request.desktop_id = "ecd-1";
        request.name = "nightly";
        return run_to_end(context, cloud->create_snapshot(request));
    }
    std::string header(std::size_t request, const std::string& name) const {
        for (const auto& [key, value] : transport.requests.at(request).headers)
            if (key == name) return value;
        return "";
    }
};

}  // namespace

TEST_CASE("a create goes out as Alibaba's SDKs send it") {
    Fixture at;
    at.transport.answer(200, R"({"SnapshotId": "s-1", "RequestId": "r"})");
    const auto answer = at.create();
    CHECK(answer.result.value() == "s-1");
    CHECK(answer.server_date == core::utc_from("2026-01-02T03:04:06Z"));

    const ports::HttpRequest& request = at.transport.requests.at(0);
    CHECK(request.method == "POST");
    CHECK(request.target == "/?DesktopId=ecd-1&RegionId=cn-hangzhou&SnapshotName=nightly&SourceDiskType=system");
    CHECK(request.body.empty());
    CHECK(request.reuse_idle_at_most == 5s);
    CHECK(at.header(0, "x-acs-action") == "CreateSnapshot");
    CHECK(at.header(0, "x-acs-version") == "2020-09-30");
    CHECK(at.header(0, "x-acs-date") == "2026-01-02T03:04:05Z");
    CHECK(at.header(0, "x-acs-signature-nonce").size() == 32);
    CHECK(at.header(0, "accept") == "application/json");
    CHECK(at.header(0, "user-agent").starts_with("ecdsnapd/"));
    CHECK(at.header(0, "authorization")
              .starts_with("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
                           "x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="));
    CHECK(at.header(0, "host").empty());  // the transport's
    CHECK(at.header(0, "x-acs-security-token").empty());
}

TEST_CASE("a security token is sent and signed, with the key's id") {
    Fixture at;
    at.credentials.result->security_token = core::Secret("tok/en==");
    at.transport.answer(200, R"({"SnapshotId": "s-1"})");
    at.create();
    CHECK(at.header(0, "x-acs-security-token") == "tok/en==");
    CHECK(at.header(0, "x-acs-accesskey-id") == "testid");
    CHECK(at.header(0, "authorization").find("x-acs-accesskey-id;") != std::string::npos);
    CHECK(at.header(0, "authorization").find(";x-acs-security-token;") != std::string::npos);
}

TEST_CASE("every send has a fresh date and a nonce that never repeats") {
    Fixture at;
    std::set<std::string> nonces;
    for (std::size_t i = 0; i < 1'000; ++i) {
        at.transport.answer(200, R"({"SnapshotId": "s-1"})");
        at.create();
        nonces.insert(at.header(i, "x-acs-signature-nonce"));
    }
    CHECK(nonces.size() == 1'000);
    at.clock.now += 60s;
    at.transport.answer(200, R"({"SnapshotId": "s-1"})");
    at.create();
    CHECK(at.header(1'000, "x-acs-date") == "2026-01-02T03:05:05Z");
}

TEST_CASE("a refusal says what was being done, and carries the server's date") {
    Fixture at;
    at.transport.answer(400, R"({"Code": "Throttling.User", "Message": "Too many.", "RequestId": "R1"})");
    const auto answer = at.create();
    CHECK(core::describe(answer.result.error()) ==
          "CreateSnapshot ecd-1 system in main/cn-hangzhou: Throttling.User (HTTP 400, request R1): Too many.");
    CHECK(answer.result.error().effect == core::Effect::none);
    CHECK(answer.server_date.has_value());
}

TEST_CASE("without a key nothing is sent, and the whole reason is kept") {
    Fixture at;
    core::Error error;
    error.kind = core::ErrorClass::credentials;
    error.message = std::string(400, 'x');
    at.credentials.result = error;
    const auto answer = at.create();
    CHECK(at.transport.requests.empty());
    CHECK(answer.result.error().kind == core::ErrorClass::credentials);
    CHECK(answer.result.error().effect == core::Effect::none);
    CHECK(answer.result.error().message.size() == 400);
    CHECK(answer.result.error().doing == "CreateSnapshot ecd-1 system in main/cn-hangzhou");
    CHECK_FALSE(answer.server_date.has_value());
}

TEST_CASE("a read whose key was refused is sent once more with another one, where there is one") {
    const std::string refusal = R"({"Code": "InvalidSecurityToken.Expired", "Message": "Gone.", "RequestId": "R1"})";
    Fixture at;
    at.credentials.next = ports::Credentials{"newid", core::Secret("newsecret"), {}, {}, "a test"};
    at.transport.answer(400, refusal);
    at.transport.answer(200, R"({"Regions": [], "RequestId": "r"})");
    CHECK(run_to_end(at.context, at.cloud->describe_regions()).result.has_value());
    REQUIRE(at.transport.requests.size() == 2);
    CHECK(at.header(1, "authorization").find("Credential=newid,") != std::string::npos);
    CHECK(at.header(0, "x-acs-signature-nonce") != at.header(1, "x-acs-signature-nonce"));
    at.transport.answer(400, refusal);
    CHECK(run_to_end(at.context, at.cloud->describe_regions()).result.error().kind == core::ErrorClass::credentials);
    CHECK(at.transport.requests.size() == 3);
    at.credentials.next = ports::Credentials{"third", core::Secret("s"), {}, {}, "a test"};
    at.transport.answer(400, refusal);
    at.transport.answer(400, refusal);
    CHECK(run_to_end(at.context, at.cloud->describe_regions()).result.error().kind == core::ErrorClass::credentials);
    CHECK(at.transport.requests.size() == 5);
    CHECK(at.credentials.refused_ids == std::vector<std::string>{"testid", "newid", "newid"});
}

TEST_CASE("a create whose key was refused goes back at once, and says whether there is another one") {
    Fixture at;
    at.transport.answer(404, R"({"Code": "InvalidAccessKeyId.NotFound", "Message": "No.", "RequestId": "R1"})");
    CHECK(at.create().result.error().kind == core::ErrorClass::credentials);
    at.credentials.next = ports::Credentials{"newid", core::Secret("newsecret"), {}, {}, "a test"};
    at.transport.answer(404, R"({"Code": "InvalidAccessKeyId.NotFound", "Message": "No.", "RequestId": "R1"})");
    const auto answer = at.create();
    CHECK(answer.result.error().kind == core::ErrorClass::stale_key);
    CHECK(answer.result.error().effect == core::Effect::none);
    CHECK(answer.result.error().code == "InvalidAccessKeyId.NotFound");
    CHECK(at.transport.requests.size() == 2);
}

TEST_CASE("other refusals ask for no other key") {
    Fixture at;
    for (const char* code : {"Throttling.User", "Forbidden.RAM", "InvalidTimeStamp.Expired", "SignatureNonceUsed"}) {
        at.transport.answer(400, R"({"Code": ")" + std::string(code) + R"(", "Message": "x", "RequestId": "R1"})");
        CHECK(at.create().result.has_error());
    }
    at.transport.answer(503, R"({"Code": "InvalidSecurityToken.Expired", "Message": "x", "RequestId": "R1"})");
    CHECK(at.create().result.error().effect == core::Effect::unknown);
    CHECK(at.credentials.refused_ids.empty());
}

TEST_CASE("a create that had to wait for its key does not leave: what was looked up before may not hold any more") {
    Fixture at;
    at.credentials.on_get = [&] { at.clock.steady += 4s; };
    const auto answer = at.create();
    CHECK(at.transport.requests.empty());
    CHECK(answer.result.error().kind == core::ErrorClass::stale_key);
    CHECK(answer.result.error().effect == core::Effect::none);
    at.transport.answer(200, R"({"Regions": [], "RequestId": "r"})");
    CHECK(run_to_end(at.context, at.cloud->describe_regions()).result.has_value());
}

TEST_CASE("a lost answer is unknown for a create and temporary for a read") {
    Fixture at;
    core::Error lost;
    lost.kind = core::ErrorClass::ambiguous;
    lost.effect = core::Effect::unknown;
    lost.message = "the answer was cut short";
    at.transport.answers = {lost, lost};
    CHECK(at.create().result.error().effect == core::Effect::unknown);
    const auto read = run_to_end(at.context, at.cloud->describe_regions());
    CHECK(read.result.error().effect == core::Effect::none);
    CHECK(read.result.error().kind == core::ErrorClass::temporary);
}

TEST_CASE("the listings are read; they may use connections that a create may not") {
    Fixture at;
    at.transport.answer(200, R"({"Desktops": [{"DesktopId": "ecd-1"}], "NextToken": "n"})");
    at.transport.answer(200, R"({"Snapshots": [{"SnapshotId": "s-1", "SourceDiskType": "DATA"}]})");
    at.transport.answer(200, R"({"Regions": [{"RegionId": "cn-hangzhou"}]})");
    ports::DesktopQuery desktops;
    CHECK(run_to_end(at.context, at.cloud->describe_desktops(desktops)).result.value().next_token == "n");
    ports::SnapshotQuery snapshots;
    CHECK(run_to_end(at.context, at.cloud->describe_snapshots(snapshots)).result.value().snapshots.size() == 1);
    CHECK(run_to_end(at.context, at.cloud->describe_regions()).result.value().size() == 1);
    CHECK(at.transport.requests.at(0).reuse_idle_at_most == 50s);
}

TEST_CASE("an echo of nonce, signature or token reaches no error") {
    Fixture at;
    at.credentials.result->security_token = core::Secret("tok/en==");
    at.transport.echoes = true;
    CHECK(at.create().result.error().message == "Signature=*** *** *** ***");
}

TEST_CASE("the cloud's own policies go out signed too, and fail as reads do") {
    Fixture at;
    const auto policies = adapters::make_auto_policies(at.transport, at.credentials, at.clock, {"main", "cn-hangzhou"},
                                                       "ecd.cn-hangzhou.aliyuncs.com");
    at.transport.answer(200, R"({"AutoSnapshotPolicies": [{"PolicyId": "sp-1"}], "NextToken": "n"})");
    at.transport.answer(200, R"({"Desktops": [{"DesktopId": "ecd-1"}]})");
    at.transport.answer(403, R"({"Code": "NoPermission", "Message": "Not allowed.", "RequestId": "R1"})");
    at.transport.answer(500, "");
    at.transport.answer(200, R"({"AutoSnapshotPolicies": [)");
    const auto page = run_to_end(at.context, policies->describe_policies(""));
    CHECK(page.result.value().policies.at(0).id == "sp-1");
    CHECK(page.server_date.has_value());
    CHECK(run_to_end(at.context, policies->describe_attached("sp-1", "")).result.value().desktops.size() == 1);
    CHECK(at.header(0, "x-acs-action") == "DescribeAutoSnapshotPolicy");
    CHECK(at.header(1, "authorization").starts_with("ACS3-HMAC-SHA256 Credential=testid,"));
    CHECK(at.transport.requests.at(1).target.find("SnapshotPolicyId=sp-1") != std::string::npos);
    CHECK(run_to_end(at.context, policies->describe_policies("n")).result.error().kind == core::ErrorClass::permission);
    for (int again = 0; again < 2; ++again) {
        const auto failed = run_to_end(at.context, policies->describe_attached("sp-1", "")).result;
        CHECK(failed.error().kind == core::ErrorClass::temporary);
        CHECK(failed.error().effect == core::Effect::none);
    }
}
