#include "adapters/ecd/call_error.hpp"

#include "adapters/ecd/wire_format.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using core::Effect;
using core::ErrorClass;

namespace {

std::string gateway_body(const std::string& code) {
    return R"({"Code": ")" + code +
           R"(", "Message": "Because.", "RequestId": "4F1D-2", "HostId": "ecd", "Recommend": "x"})";
}

ports::HttpAnswer answer(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    ports::HttpAnswer made;
    made.status = status;
    made.body = std::move(body);
    made.headers = std::move(headers);
    return made;
}

struct Row {
    const char* name;
    ports::HttpAnswer answer;
    ErrorClass kind;
    Effect effect;
};

void check(const std::vector<Row>& rows, CallKind call) {
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const core::Error error = error_of_answer(row.answer, call);
        CHECK(std::string(text(error.kind)) == text(row.kind));
        CHECK(std::string(text(error.effect)) == text(row.effect));
        CHECK(error.http_status == row.answer.status);
    }
}

}  // namespace

TEST_CASE("a create is refused only by the gateway's own words and a status of 4xx") {
    const std::string xml =
        "<?xml version='1.0' encoding='UTF-8'?>\n<Error><RequestId>R-1</RequestId><HostId>ecd</HostId>"
        "<Code>Forbidden.RAM</Code><Message>a &lt;b&gt; &amp; c</Message></Error>\n";
    check(
        {
            {"throttled", answer(400, gateway_body("Throttling.User")), ErrorClass::throttled, Effect::none},
            {"retry named", answer(400, gateway_body("Odd"), {{"x-acs-retry-after", "9"}}), ErrorClass::throttled,
             Effect::none},
            {"busy", answer(403, gateway_body("IncorrectDiskStatus.CreatingSnapshot")), ErrorClass::busy, Effect::none},
            {"lower-case keys", answer(400, R"({"code": "IncorrectDesktopStatus", "message": "m", "requestId": "r"})"),
             ErrorClass::not_ready, Effect::none},
            {"XML", answer(403, xml), ErrorClass::permission, Effect::none},
            {"a code nobody knows", answer(400, gateway_body("BrandNew")), ErrorClass::temporary, Effect::none},
            {"a repeated nonce", answer(400, gateway_body("SignatureNonceUsed")), ErrorClass::ambiguous,
             Effect::unknown},
            {"no request id", answer(400, R"({"Code": "Throttling", "Message": "m"})"), ErrorClass::ambiguous,
             Effect::unknown},
            {"a request id only in a header", answer(400, R"({"Code": "Throttling"})", {{"x-acs-request-id", "r"}}),
             ErrorClass::ambiguous, Effect::unknown},
            {"no code", answer(404, R"({"RequestId": "r"})"), ErrorClass::ambiguous, Effect::unknown},
            {"a number as code", answer(404, R"({"code": 404, "requestId": "r"})"), ErrorClass::ambiguous,
             Effect::unknown},
            {"5xx", answer(500, gateway_body("InternalError")), ErrorClass::ambiguous, Effect::unknown},
            {"5xx that says when to come again",
             answer(503, gateway_body("ServiceUnavailable"), {{"x-acs-retry-after", "9"}}), ErrorClass::ambiguous,
             Effect::unknown},
            {"throttled with 5xx", answer(503, gateway_body("Throttling")), ErrorClass::ambiguous, Effect::unknown},
            {"a redirect", answer(302, gateway_body("Throttling")), ErrorClass::ambiguous, Effect::unknown},
            {"204", answer(204, ""), ErrorClass::ambiguous, Effect::unknown},
            {"201 with an id", answer(201, R"({"SnapshotId": "s-1"})"), ErrorClass::ambiguous, Effect::unknown},
            {"HTML", answer(403, "<html><body>Blocked</body></html>"), ErrorClass::ambiguous, Effect::unknown},
            {"cut XML", answer(403, xml.substr(0, xml.size() - 9)), ErrorClass::ambiguous, Effect::unknown},
            {"XML inside HTML", answer(403, "<html>" + xml), ErrorClass::ambiguous, Effect::unknown},
            {"nothing", answer(400, ""), ErrorClass::ambiguous, Effect::unknown},
        },
        CallKind::create);
    CHECK(error_of_answer(answer(403, xml), CallKind::create).message == "a <b> & c");
    CHECK(error_of_answer(answer(403, xml), CallKind::create).request_id == "R-1");
}

TEST_CASE("a gateway's body that is cut short anywhere refuses nothing") {
    const std::string body = gateway_body("Throttling");
    for (std::size_t size = 0; size < body.size(); ++size) {
        CAPTURE(size);
        CHECK(error_of_answer(answer(400, body.substr(0, size)), CallKind::create).effect == Effect::unknown);
    }
}

TEST_CASE("a read never has an effect and is never ambiguous") {
    check(
        {
            {"throttled", answer(400, gateway_body("Throttling.Api")), ErrorClass::throttled, Effect::none},
            {"503 that says when", answer(503, gateway_body("ServiceUnavailable"), {{"retry-after", "1"}}),
             ErrorClass::throttled, Effect::none},
            {"a repeated nonce", answer(400, gateway_body("SignatureNonceUsed")), ErrorClass::temporary, Effect::none},
            {"5xx", answer(502, "<html>Bad gateway</html>"), ErrorClass::temporary, Effect::none},
            {"HTML", answer(404, "<html></html>"), ErrorClass::temporary, Effect::none},
            {"a redirect", answer(301, ""), ErrorClass::temporary, Effect::none},
            {"permission", answer(403, gateway_body("Forbidden.RAM")), ErrorClass::permission, Effect::none},
            {"429 from a proxy", answer(429, "slow down"), ErrorClass::throttled, Effect::none},
        },
        CallKind::read);
}

TEST_CASE("code, message, request id and the time to come again are kept") {
    const core::Error error = error_of_answer(
        answer(503, gateway_body("ServiceUnavailable"), {{"x-acs-retry-after", "1500"}}), CallKind::create);
    CHECK(error.code == "ServiceUnavailable");
    CHECK(error.message == "Because.");
    CHECK(error.request_id == "4F1D-2");
    CHECK(error.retry_after == core::Millis(1500));
    CHECK(error_of_answer(answer(500, "", {{"x-acs-request-id", "H-1"}}), CallKind::read).request_id == "H-1");
}

TEST_CASE("an answer that is not the service's is described") {
    const auto message = [](int status, const char* body) {
        return error_of_answer(answer(status, body, {{"location", "https://login.example/"}}), CallKind::read).message;
    };
    CHECK(message(502, "<html><head><title>\n Log &amp; in </title></head>") ==
          "an HTML or XML page titled 'Log & in', not an answer of the service (a proxy or a captive portal?)");
    CHECK(message(502, "<html>") == "an HTML or XML page, not an answer of the service (a proxy or a captive portal?)");
    CHECK(message(500, " ") == "an empty body");
    CHECK(message(500, "{\"Code\": \"In") == "a body that is not the service's, or is torn");
    CHECK(message(500, "upstream timed out") == "a body that is not JSON");
    CHECK(message(302, "") == "a redirect to 'https://login.example/', which is not followed");
}

TEST_CASE("200 without what is needed is ambiguous for a create") {
    const auto of = [](const std::string& body, CallKind kind) {
        const ports::HttpAnswer given = answer(200, body);
        return error_of_unreadable(given, kind, read_created_snapshot_id(body).error());
    };
    const core::Error coded = of(gateway_body("Throttling"), CallKind::create);
    CHECK(coded.kind == ErrorClass::ambiguous);
    CHECK(coded.effect == Effect::unknown);
    CHECK(coded.code == "Throttling");
    CHECK(coded.message == "the answer has no SnapshotId, but a code: Because.");
    CHECK(of("{\"RequestId\": \"r\"}", CallKind::create).message == "the answer has no SnapshotId");
    const core::Error portal = of("<html>Please log in</html>", CallKind::create);
    CHECK(portal.effect == Effect::unknown);
    CHECK(
        portal.message.starts_with("an HTML or XML page, not an answer of the service (a proxy or a captive portal?)"));
    CHECK(of("<html>", CallKind::read).effect == Effect::none);
    CHECK(of("<html>", CallKind::read).kind == ErrorClass::temporary);
}

TEST_CASE("the transport's unknown stays unknown for a create only") {
    core::Error error;
    error.kind = ErrorClass::ambiguous;
    error.effect = Effect::unknown;
    CHECK(error_of_transport(error, CallKind::create).effect == Effect::unknown);
    CHECK(error_of_transport(error, CallKind::create).kind == ErrorClass::ambiguous);
    CHECK(error_of_transport(error, CallKind::read).effect == Effect::none);
    CHECK(error_of_transport(error, CallKind::read).kind == ErrorClass::temporary);
}

TEST_CASE("what is shown holds no signed text, no hidden text, one line and at most 300 bytes") {
    core::Error error;
    error.message =
        "Specified signature is not matched with our calculation. server string to sign "
        "is:POST\n/\nx-acs-signature-nonce:abc";
    CHECK(presentable(error, "CreateSnapshot", {}).message ==
          "Specified signature is not matched with our calculation. server string to sign is");
    CHECK(presentable(error, "CreateSnapshot", {}).doing == "CreateSnapshot");

    error.message = "token tok/en== and tok%2Fen%3D%3D\nnonce 0123abcd";
    error.code = "Bad.0123abcd";
    error.request_id = "0123abcd";
    const core::Error shown = presentable(error, "", {"tok/en==", "0123abcd"});
    CHECK(shown.message == "token *** and ***\\nnonce ***");
    CHECK(shown.code == "Bad.***");
    CHECK(shown.request_id == "***");

    error.message.clear();
    for (int i = 0; i < 200; ++i)
        error.message += "数";
    const std::string cut = presentable(error, "", {}).message;
    CHECK(cut.size() <= 300);
    CHECK(cut.size() > 290);
    CHECK(cut.ends_with("数…"));
    error.message = "\xC3(\x1B[31m";
    CHECK(presentable(error, "", {}).message == "\xEF\xBF\xBD(\\x1b[31m");
}
