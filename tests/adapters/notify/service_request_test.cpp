#include "adapters/notify/service_request.hpp"

#include "adapters/notify/robot_signature.hpp"
#include "adapters/notify/secret_words.hpp"
#include "adapters/notify/service_answer.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ecdsnap;
using adapters::cut_text;
using adapters::judge_http;
using adapters::step_url;
using core::ChannelType;
using core::DeliveryResult;
using nlohmann::json;

namespace {

const core::WallTime now{std::chrono::seconds{1700000000}};
const core::NotificationSender sender{"main", "host-1"};

core::Letter letter(std::string title = "[ERROR] it \"broke\"", std::string text = "a <b> & c\n你好\n") {
    core::Letter made;
    made.notification.title = std::move(title);
    made.notification.text = std::move(text);
    made.notification.event = "task_failed";
    return made;
}

adapters::ServiceRequest request(ChannelType type, const core::Letter& what, const char* secret = "",
                                 const char* url = "https://x/robot?access_token=t", std::string body = {}) {
    core::ChannelSettings channel;
    channel.type = type;
    channel.body = std::move(body);
    channel.from = "a@example.com";
    channel.to = {"b@example.com", "c@example.com"};
    return adapters::service_request(channel, {core::Secret(url), core::Secret(secret)}, what, sender, now);
}

const std::string whole = "[ERROR] it \"broke\"\na <b> & c\n你好\necdsnapd of main on host-1";

}  // namespace

TEST_CASE("dingtalk: text, and the signature in the address") {
    const auto plain = request(ChannelType::dingtalk, letter());
    CHECK(plain.url.reveal() == "https://x/robot?access_token=t");
    CHECK(json::parse(plain.body) == json{{"msgtype", "text"}, {"text", {{"content", whole}}}});
    const auto signed_one = request(ChannelType::dingtalk, letter(), "SECtest");
    CHECK(signed_one.url.reveal() ==
          "https://x/robot?access_token=t&timestamp=1700000000000&sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D");
    CHECK(request(ChannelType::dingtalk, letter(), "s", "http://127.0.0.1/x").url.reveal().find("/x?timestamp=17") !=
          std::string::npos);
}

TEST_CASE("feishu: text, and the signature in the body") {
    CHECK(json::parse(request(ChannelType::feishu, letter()).body) ==
          json{{"msg_type", "text"}, {"content", {{"text", whole}}}});
    const auto body = json::parse(request(ChannelType::feishu, letter(), "demo").body);
    CHECK(body["timestamp"] == "1700000000");
    CHECK(body["sign"] == adapters::feishu_signature(1700000000, core::Secret("demo")));
}

TEST_CASE("wecom: text of at most 2048 bytes") {
    CHECK(json::parse(request(ChannelType::wecom, letter()).body)["text"]["content"] == whole);
    std::string chinese;
    for (int i = 0; i < 2000; ++i)
        chinese += "快";
    const auto body = json::parse(request(ChannelType::wecom, letter("t", chinese)).body);
    const auto content = body["text"]["content"].get<std::string>();
    CHECK(content.size() <= 2048);
    CHECK(content.size() > 2040);
    CHECK(content.ends_with("快…"));
}

TEST_CASE("slack: its three characters are escaped") {
    const auto text = json::parse(request(ChannelType::slack, letter()).body)["text"].get<std::string>();
    CHECK(text.find("a &lt;b&gt; &amp; c") != std::string::npos);
}

TEST_CASE("a webhook's template becomes JSON, whatever the values hold") {
    const auto made = request(ChannelType::webhook, letter("q\" \\ \x01\xff", "l1\nl2"), "", "https://x/",
                              R"({"summary": "{title}", "details": {"text": "{text}"}, "event": "{event}"})");
    const auto body = json::parse(made.body);
    CHECK(body["summary"] == "q\" \\ \x01\xEF\xBF\xBD");
    CHECK(body["details"]["text"] == "l1\nl2");
    CHECK(body["event"] == "task_failed");
}

TEST_CASE("a webhook without a template gets an object of everything") {
    const auto body = json::parse(request(ChannelType::webhook, letter()).body);
    CHECK(body["title"] == "[ERROR] it \"broke\"");
    CHECK(body["count"] == 1);
    CHECK(body["time"] == "1970-01-01T00:00:00.000Z");
    CHECK(body.size() == core::body_words().size());
}

TEST_CASE("smtp: headers cannot be broken by a title") {
    const auto made = request(ChannelType::smtp, letter("[ERROR] 快照\r\nBcc: x@example.com"), "pw", "smtps://mail");
    REQUIRE(made.mail);
    CHECK(made.mail->to.size() == 2);
    for (const std::string& header : made.mail->headers)
        for (auto at = header.find('\n'); at != std::string::npos; at = header.find('\n', at + 1))
            CHECK(header.at(at + 1) == ' ');
    CHECK(made.mail->headers.at(0) == "Date: Tue, 14 Nov 2023 22:13:20 +0000");
    CHECK(made.mail->headers.at(3).starts_with("Subject: =?UTF-8?B?"));
    CHECK(made.mail->headers.at(3).find("Bcc") == std::string::npos);
}

TEST_CASE("pings of a heartbeat: steps stand before the query") {
    CHECK(step_url("https://hc/u", "") == "https://hc/u");
    CHECK(step_url("https://hc/u", "start") == "https://hc/u/start");
    CHECK(step_url("https://hc/u/", "fail") == "https://hc/u/fail");
    CHECK(step_url("https://hc/u?create=1", "fail") == "https://hc/u/fail?create=1");
    core::Letter beat;
    beat.ping = core::Ping::fail;
    const auto made = request(ChannelType::heartbeat, beat, "", "https://hc/u");
    CHECK(made.url.reveal() == "https://hc/u/fail");
    CHECK(made.content_type.empty());
    beat.ping = core::Ping::success;
    CHECK(request(ChannelType::heartbeat, beat, "", "https://hc/u").url.reveal() == "https://hc/u");
}

TEST_CASE("text is cut between characters") {
    CHECK(cut_text("abc", 3) == "abc");
    CHECK(cut_text("abcdefg", 6) == "abc…");
    CHECK(cut_text("快快快", 8) == "快…");
}

TEST_CASE("what the answers of services mean") {
    struct Row {
        ChannelType type;
        long status;
        const char* body;
        DeliveryResult result;
    };
    const Row rows[] = {
        {ChannelType::webhook, 204, "", DeliveryResult::delivered},
        {ChannelType::webhook, 302, "", DeliveryResult::refused},
        {ChannelType::webhook, 404, "no", DeliveryResult::refused},
        {ChannelType::webhook, 429, "", DeliveryResult::again},
        {ChannelType::webhook, 503, "", DeliveryResult::again},
        {ChannelType::slack, 200, "ok", DeliveryResult::delivered},
        {ChannelType::slack, 403, "invalid_token", DeliveryResult::refused},
        {ChannelType::dingtalk, 200, R"({"errcode":0,"errmsg":"ok"})", DeliveryResult::delivered},
        {ChannelType::dingtalk, 200, R"({"errcode":310000,"errmsg":"sign not match"})", DeliveryResult::refused},
        {ChannelType::dingtalk, 200, R"({"errcode":130101,"errmsg":"send too fast"})", DeliveryResult::again},
        {ChannelType::dingtalk, 200, "<html>", DeliveryResult::refused},
        {ChannelType::wecom, 200, R"({"errcode":45009})", DeliveryResult::again},
        {ChannelType::wecom, 200, R"({"errcode":93000})", DeliveryResult::refused},
        {ChannelType::feishu, 200, R"({"code":0,"msg":"success"})", DeliveryResult::delivered},
        {ChannelType::feishu, 200, R"({"StatusCode":0})", DeliveryResult::delivered},
        {ChannelType::feishu, 200, R"({"code":19021,"msg":"sign match fail"})", DeliveryResult::refused},
        {ChannelType::feishu, 200, R"({"code":11232})", DeliveryResult::again},
        {ChannelType::feishu, 200, "[]", DeliveryResult::refused},
    };
    for (const Row& row : rows) {
        CAPTURE(row.status);
        CAPTURE(row.body);
        CHECK(judge_http(row.type, row.status, row.body).result == row.result);
    }
}

TEST_CASE("what services say is shown without the tokens of the address") {
    const auto words =
        adapters::secret_words_of("https://open.example.com/open-apis/bot/v2/hook/0123-secret?access_token=abcdefgh1");
    const auto shown = adapters::concealed(
        "no hook 0123-secret, token abcdefgh1 at /open-apis/bot/v2/hook/0123-secret?access_token=abcdefgh1\n", words);
    CHECK(shown.find("secret") == std::string::npos);
    CHECK(shown.find("abcdefgh1") == std::string::npos);
    CHECK(shown.find("no hook ***") != std::string::npos);
    CHECK(adapters::secret_words_of("https://example.com").empty());
    CHECK(adapters::concealed(std::string(1000, 'x'), {}).size() < 320);
}
