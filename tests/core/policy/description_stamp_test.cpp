#include "core/policy/description_stamp.hpp"

#include "core/text/base32.hpp"
#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace ecdsnap::core;

namespace {

using namespace std::chrono;

Stamp example() {
    return {"main", {"nightly", sys_days{2026y / November / 24} + 18h, SlotKind::scheduled}, 1, 1, "k3q7ab"};
}

std::string random_text(std::mt19937& random, std::string_view letters, std::size_t length) {
    std::string text(length, ' ');
    for (auto& c : text)
        c = letters[std::uniform_int_distribution<std::size_t>{0, letters.size() - 1}(random)];
    return text;
}

Stamp random_stamp(std::mt19937& random) {
    const auto below = [&](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>{0, n - 1}(random); };
    const std::string_view name = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const auto number = [&] { return static_cast<std::uint32_t>(1 + below(1ULL << (1 + below(32)))); };
    Stamp stamp{"o" + random_text(random, name, below(16)),
                {"p" + random_text(random, name, below(40)), SlotInstant{seconds{below(253'402'300'800ULL)}},
                 below(2) == 0 ? SlotKind::scheduled : SlotKind::manual},
                number(),
                number(),
                random_text(random, base32_letters, 6)};
    stamp.snapshot_number = std::max(stamp.snapshot_number, 1U);  // the largest random number wraps to 0
    stamp.send_number = std::max(stamp.send_number, 1U);
    return stamp;
}

}  // namespace

TEST_CASE("a stamp looks the same for ever") {
    CHECK(stamp_text(example()) == "ecdsnap:1:main:nightly:20261124T180000Z:s:1:1:k3q7ab:v5mt");
    auto manual = example();
    manual.slot.kind = SlotKind::manual;
    manual.snapshot_number = 2;
    manual.send_number = 7;
    CHECK(stamp_text(manual) == "ecdsnap:1:main:nightly:20261124T180000Z:m:2:7:k3q7ab:ugbi");
}

TEST_CASE("every stamp is read back as it was, with and without text after it") {
    std::mt19937 random{1};
    for (int i = 0; i < 3'000; ++i) {
        const auto stamp = random_stamp(random);
        const auto text = stamp_text(stamp);
        CAPTURE(text);
        REQUIRE(text.size() <= stamp_limit);
        REQUIRE(read_stamp(text) == stamp);
        REQUIRE(read_stamp(description_with(stamp, "some text: of:the:operator")) == stamp);
    }
}

TEST_CASE("the longest stamp leaves room for a few words") {
    const auto most = std::numeric_limits<std::uint32_t>::max();
    const Stamp stamp{std::string(16, 'o'),
                      {std::string(40, 'p'), sys_days{2199y / December / 31} + 23h + 59min + 59s, SlotKind::manual},
                      most,
                      most,
                      "zzzzzz"};
    CHECK(stamp_text(stamp).size() == stamp_limit);
    CHECK(read_stamp(stamp_text(stamp)) == stamp);
    CHECK(description_with(stamp, "backup of win-01") == stamp_text(stamp) + " backup");
}

TEST_CASE("a stamp with one character changed is refused") {
    std::mt19937 random{2};
    for (int i = 0; i < 4; ++i) {
        const auto text = stamp_text(random_stamp(random));
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int c = 0; c < 256; ++c) {
                auto changed = text;
                changed[at] = static_cast<char>(c);
                if (changed != text && read_stamp(changed)) FAIL_CHECK(changed);
            }
        }
    }
}

TEST_CASE("a stamp with a character lost, doubled or two swapped is refused") {
    std::mt19937 random{3};
    for (int i = 0; i < 100; ++i) {
        const auto text = stamp_text(random_stamp(random));
        for (std::size_t at = 0; at < text.size(); ++at) {
            auto swapped = text;
            if (at > 0) std::swap(swapped[at], swapped[at - 1]);
            const std::string changes[] = {text.substr(0, at), text.substr(0, at) + " text",
                                           text.substr(0, at) + text.substr(at + 1),
                                           text.substr(0, at) + text[at] + text.substr(at), swapped};
            for (const auto& changed : changes)
                if (changed != text && read_stamp(changed)) FAIL_CHECK(changed);
        }
    }
}

TEST_CASE("what others write is no stamp") {
    const auto good = stamp_text(example());
    for (const std::string& foreign :
         {std::string{}, std::string(" "), std::string("nightly backup"), std::string("ecdsnap"),
          std::string("ecdsnap:1:"), std::string("ecdsnap:2") + good.substr(9), " " + good, "x" + good,
          "ECDSNAP" + good.substr(7), good + "x", good + ":x", good + "\n", good + "\ttext",
          std::string(good.size(), ':'), "ecdsnap:1:" + std::string(500, ':')}) {
        CAPTURE(foreign);
        CHECK_FALSE(read_stamp(foreign));
    }
}

TEST_CASE("a stamp whose check is right but whose values are not ours is refused") {
    for (const auto& spoil : std::vector<void (*)(Stamp&)>{
             [](Stamp& s) { s.owner = "Main"; }, [](Stamp& s) { s.owner = ""; },
             [](Stamp& s) { s.owner = std::string(17, 'o'); }, [](Stamp& s) { s.slot.policy = "1st"; },
             [](Stamp& s) { s.slot.policy = "a:b"; }, [](Stamp& s) { s.snapshot_number = 0; },
             [](Stamp& s) { s.send_number = 0; }, [](Stamp& s) { s.start_token = "k3q7a"; },
             [](Stamp& s) { s.start_token = "k3q7a1"; }}) {
        auto stamp = example();
        spoil(stamp);
        CAPTURE(stamp_text(stamp));
        CHECK_FALSE(read_stamp(stamp_text(stamp)));
    }
}

TEST_CASE("the operator's text is cleaned, cut between characters and never reaches over the limit") {
    const auto stamp = example();
    const auto start = stamp_text(stamp);
    const auto room = description_limit - start.size() - 1;
    CHECK(description_with(stamp, "") == start);
    CHECK(description_with(stamp, " \n ") == start);
    CHECK(description_with(stamp, "  of win-01\n") == start + " of win-01");
    CHECK(description_with(stamp,
                           "a\nb\tc\x01"
                           "d\x7f"
                           "e\u0085f\u2028g") == start + " a b c d e f g");
    CHECK(description_with(stamp,
                           "a\xff"
                           "b\xe4\xb8") == start + " a\ufffdb\ufffd\ufffd");
    CHECK(description_with(stamp, std::string(500, 'x')) == start + " " + std::string(room, 'x'));
    // characters are counted, not bytes
    std::string chinese;
    for (std::size_t i = 0; i < 500; ++i)
        chinese += "\u4e2d";
    CHECK(utf8_length(description_with(stamp, chinese)) == description_limit);
    // no half emoji, and each counts as two
    CHECK(description_with(stamp, std::string(room - 1, 'x') + "\U0001F600y") ==
          start + " " + std::string(room - 1, 'x'));
    CHECK(description_with(stamp, std::string(room - 2, 'x') + "\U0001F600y") ==
          start + " " + std::string(room - 2, 'x') + "\U0001F600");
    // a cut never leaves a blank at the end
    CHECK(description_with(stamp, std::string(room - 1, 'x') + " y") == start + " " + std::string(room - 1, 'x'));
}

TEST_CASE("any bytes as the operator's text give valid UTF-8 within the limit behind a readable stamp") {
    std::mt19937 random{4};
    for (int i = 0; i < 2'000; ++i) {
        std::string bytes(std::uniform_int_distribution<std::size_t>{0, 200}(random), ' ');
        for (auto& c : bytes)
            c = static_cast<char>(std::uniform_int_distribution<int>{0, 255}(random));
        const auto stamp = random_stamp(random);
        const auto description = description_with(stamp, bytes);
        REQUIRE_FALSE(invalid_utf8(description));
        REQUIRE(utf8_length(description) <= description_limit);
        REQUIRE(read_stamp(description) == stamp);
    }
}
