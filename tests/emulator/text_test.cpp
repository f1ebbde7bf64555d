// Times, amounts, UTF-8, JSON, tokens, the command line: the emulator's small texts.
#include "emulator/command_line.hpp"
#include "emulator/json_writer.hpp"
#include "emulator/request/page_token.hpp"
#include "emulator/utf8_text.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

std::variant<Options, int> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "ecd-emulator");
    return read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("instants are written three ways and read one way") {
    const auto instant = read_instant("2024-02-29T23:59:58Z");
    REQUIRE(instant.has_value());
    CHECK(with_seconds(*instant + 999ms) == "2024-02-29T23:59:58Z");
    CHECK(without_seconds(*instant) == "2024-02-29T23:59Z");
    CHECK(http_date(*instant) == "Thu, 29 Feb 2024 23:59:58 GMT");
    for (const char* wrong : {"2023-02-29T00:00:00Z", "2024-02-29T24:00:00Z", "2024-02-29T00:60:00Z", "2024-02-29",
                              "2024-02-29 00:00:00Z", "2024-02-29T00:00:00z", "2024-+2-29T00:00:00Z"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read_instant(wrong).has_value());
    }
}

TEST_CASE("shares and spans of time as people type them") {
    CHECK(read_share("12.5%")->part == doctest::Approx(0.125));
    CHECK(read_share("5")->part == doctest::Approx(0.05));
    CHECK(read_share("101%").has_error());
    CHECK(read_time_range("1-20s")->most == 20s);
    CHECK(read_time_range("0.5")->least == 500ms);
    CHECK(read_time_range("5-50ms")->least == 5ms);
    CHECK(read_time_range("2-1").has_error());
    CHECK(read_time_range("").has_error());
    CHECK(read_time_range("1-").has_error());
    CHECK(read_time_range("1e3").has_error());
}

TEST_CASE("UTF-8: valid or not, and cut between characters") {
    CHECK(is_utf8("a数据😀"));
    CHECK(count_characters("a数据😀") == 4);
    CHECK(first_characters("a数据😀", 2) == "a数");
    CHECK(first_characters("a数", 9) == "a数");
    for (const char* wrong :
         {"\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe6\x95", "\xff"}) {
        CHECK_FALSE(is_utf8(wrong));
    }
}

TEST_CASE("JSON is valid whatever it holds") {
    JsonWriter json;
    json.begin_object().member("a\"\\\n", "x\x01").key("list").begin_array().value(1).value(true).value(0.5);
    json.begin_object().end_object().begin_array().end_array().end_array();
    json.member("bytes", std::string_view("\xff\xc3")).member("text", "数").end_object();
    CHECK(json.take() == R"({"a\"\\\u000a":"x\u0001","list":[1,true,0.5,{},[]],"bytes":"\u00ff\u00c3","text":"数"})");
}

TEST_CASE("a page token survives only as it was given") {
    const Parameters question{{"RegionId", "r"}, {"MaxResults", "10"}};
    const auto token = make_page_token(PagePlace{7, 1ULL << 63}, question);
    const auto place = read_page_token(token, {{"NextToken", token}, {"RegionId", "r"}});
    REQUIRE(place.has_value());
    CHECK(place->first == 7);
    CHECK(place->second == 1ULL << 63);
    CHECK_FALSE(read_page_token(token, {{"RegionId", "s"}}).has_value());
    CHECK_FALSE(read_page_token(token.substr(1), question).has_value());
    CHECK_FALSE(read_page_token(std::string(48, 'x'), question).has_value());
}

TEST_CASE("the command line is read into one value") {
    const auto parsed = parse({"--listen",
                               "127.0.0.1:18080",
                               "--desktops",
                               "12",
                               "--regions",
                               "cn-hangzhou,cn-shanghai",
                               "--states",
                               "Running=60,Stopped=40",
                               "--snapshot-seconds",
                               "3-8",
                               "--list-lag",
                               "0.5",
                               "--name-filter",
                               "substring",
                               "--description",
                               "cut:64",
                               "--access-key",
                               "a",
                               "--access-key-secret",
                               "b",
                               "--access-key",
                               "c",
                               "--access-key-secret",
                               "d",
                               "--fault",
                               "torn=5%",
                               "--fault",
                               "reads:hang=1%",
                               "--throttle",
                               "30@fixed-second",
                               "--seed",
                               "9"});
    REQUIRE(std::holds_alternative<Options>(parsed));
    const auto& options = std::get<Options>(parsed);
    CHECK(options.listen.port == 18080);
    CHECK(options.fleet.regions.size() == 2);
    CHECK(options.fleet.states.at(1).status == "Stopped");
    CHECK(options.rules.snapshot_lasts.most == 8s);
    CHECK(options.rules.list_lag == 500ms);
    CHECK(options.rules.name_match == NameMatch::substring);
    CHECK(options.rules.description.characters == 64);
    CHECK(options.accounts.at(1).secret == "d");
    CHECK(options.faults.texts().size() == 2);
    CHECK(options.throttle.texts().size() == 1);
    CHECK(options.seed == 9);
    CHECK(std::get<Options>(parse({})).accounts.at(0).access_key == "testid");
}

TEST_CASE("a wrong command line ends with exit code 2") {
    const std::vector<std::vector<const char*>> wrong{
        {"--listen", "0.0.0.0:80"},
        {"--listen", "127.0.0.1:x"},
        {"--desktops", "-1"},
        {"--states", "Running=0"},
        {"--states", "Run ning=1"},
        {"--regions", "a,a"},
        {"--name-filter", "fuzzy"},
        {"--description", "cut:x"},
        {"--access-key", "alone"},
        {"--fault", "torn=200%"},
        {"--throttle", "0"},
        {"--latency", "x"},
        {"--cert", "c.pem", "--tls"},
        {"--tls-dir", "d"},
        {"--unknown"},
        {"--snapshot-seconds", "5-1"},
        {"--access-key-secret", "alone"},
        {"--security-token", "a", "--security-token", "b"},
    };
    for (const auto& arguments : wrong) {
        CAPTURE(arguments.back());
        const auto parsed = parse(arguments);
        REQUIRE(std::holds_alternative<int>(parsed));
        CHECK(std::get<int>(parsed) == 2);
    }
}
