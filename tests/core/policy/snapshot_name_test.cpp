#include "core/policy/snapshot_name.hpp"

#include "core/text/base32.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

using namespace ecdsnap::core;
using namespace std::chrono;

namespace {

NameFields fields_for(std::string_view desktop_name) {
    NameFields fields;
    fields.policy = "nightly";
    fields.desktop_id = "ecd-1abc";
    fields.desktop_name = desktop_name;
    fields.office_site = "cn-hangzhou+dir-1";
    fields.account = "main";
    fields.region = "cn-hangzhou";
    fields.slot = sys_days{2026y / November / 24} + 18h;
    fields.zone = absl::FixedTimeZone(8 * 3600);
    fields.key = "k3q7ab";
    return fields;
}

std::string name_of(std::string_view name_template, std::string_view desktop_name = "win-01") {
    return base_name(name_template, fields_for(desktop_name));
}

// Why the service would refuse the name; empty: it would not (CreateSnapshot, SnapshotName).
std::string refusal(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto legal = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (name.size() < 2 || name.size() > 127) return "length";
    if (!letter(name.front())) return "first character";
    if (!std::all_of(name.begin(), name.end(), legal)) return "characters";
    std::string start(name.substr(0, 4));
    std::transform(start.begin(), start.end(), start.begin(),
                   [](char c) { return static_cast<char>(std::tolower(c)); });
    return start == "auto" ? "auto" : "";
}

}  // namespace

TEST_CASE("a name is the template's result with the key behind it") {
    CHECK(name_of("{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}") == "nightly-ecd-1abc-20261125-0200-system-k3q7ab");
    CHECK(name_of("{policy}") == "nightly-k3q7ab");
}

TEST_CASE("a template places the key where it says") {
    CHECK(name_of("b-{key}-{disk}") == "b-k3q7ab-system");
    CHECK(name_of("{key}") == "k3q7ab");
    CHECK(name_of("x_{key}_y") == "x_k3q7ab_y");
}

TEST_CASE("a key that a template glues to other text becomes a part of its own, so that it can be found") {
    CHECK(name_of("{key}{desktop_name}") == "k3q7ab-win-01");
    CHECK(name_of("{desktop_name}{key}x") == "win-01-k3q7ab-x");
    CHECK(name_of("{key}{key}") == "k3q7ab-k3q7ab");
    const auto longest = name_of(std::string(80, 'h') + "{key}" + std::string(80, 't'));
    CHECK(longest.size() == base_name_limit);
    CHECK(longest.find("h-k3q7ab-t") != std::string::npos);
}

TEST_CASE("each run of characters that are not allowed becomes one dash") {
    CHECK(name_of("{desktop_name}", "win 01") == "win-01-k3q7ab");
    CHECK(name_of("{desktop_name}", "a\u4e2d\u6587 b") == "a-b-k3q7ab");
    CHECK(name_of("{desktop_name}", "a-\u4e2d-b") == "a---b-k3q7ab");
    CHECK(name_of("{desktop_name}", "x\U0001F600") == "x--k3q7ab");
    CHECK(name_of("{office_site}") == "cn-hangzhou-dir-1-k3q7ab");
}

TEST_CASE("a name that would start with no letter or with auto gets s- in front") {
    CHECK(name_of("{desktop_name}", "") == "s--k3q7ab");
    CHECK(name_of("{desktop_name}", "\u4e2d\u6587") == "s---k3q7ab");
    CHECK(name_of("{desktop_name}", "01-win") == "s-01-win-k3q7ab");
    CHECK(name_of("{desktop_name}", "_x") == "s-_x-k3q7ab");
    CHECK(name_of("{desktop_name}", "auto") == "s-auto-k3q7ab");
    CHECK(name_of("{desktop_name}", "AutoCAD") == "s-AutoCAD-k3q7ab");
    CHECK(name_of("aut{desktop_name}", "Ovic") == "s-autOvic-k3q7ab");
    CHECK(name_of("aut", "") == "aut-k3q7ab");
    auto fields = fields_for("");
    fields.key = "2bcdef";
    CHECK(base_name("{key}", fields) == "s-2bcdef");
    fields.key = "auto23";
    CHECK(base_name("{key}", fields) == "s-auto23");
    CHECK(base_name("aut{key}", fields) == "aut-auto23");
    CHECK(base_name("", fields) == "s--auto23");
}

TEST_CASE("a long name gives way around the key") {
    const std::string word(200, 'w');
    const auto appended = name_of("{desktop_name}", word);
    CHECK(appended == std::string(116, 'w') + "-k3q7ab");
    const auto long_head = name_of("{desktop_name}{key}-{disk}", word);
    CHECK(long_head == std::string(108, 'w') + "-k3q7ab-system");
    const auto long_tail = name_of("{disk}-{key}{desktop_name}", word);
    CHECK(long_tail == "system-k3q7ab-" + std::string(108, 'w'));
    const auto both = name_of("{desktop_name}{key}{desktop_name}", word);
    CHECK(both.size() == base_name_limit);
    CHECK(both.find("k3q7ab") == 59);
    CHECK(name_of("{desktop_name}", "1" + word).starts_with("s-1www"));
}

TEST_CASE("numbers follow the name and are read back") {
    CHECK(numbered_name("base", 1) == "base");
    CHECK(numbered_name("base", 2) == "base-2");
    CHECK(numbered_name("base", 12) == "base-12");
    CHECK(number_in_name("base", "base") == 1);
    CHECK(number_in_name("base", "base-2") == 2);
    CHECK(number_in_name("base-2", "base-2") == 1);
    CHECK(number_in_name("base-2", "base-2-3") == 3);
    for (const char* other : {"base-1", "base-0", "base-02", "base-", "base-2x", "base-+2", "base2", "bas-2", "", "-2",
                              "base-4294967296", "Base-2", "base-2-2"}) {
        CAPTURE(other);
        CHECK(number_in_name("base", other) == 0);
    }
    const std::string longest(base_name_limit, 'x');
    for (const std::uint32_t number : {2U, 999U, 1000U, 4'294'967'295U}) {
        CHECK(numbered_name(longest, number).size() <= name_limit);
        CHECK(number_in_name(longest, numbered_name(longest, number)) == number);
    }
}

TEST_CASE("a key never changes") {
    const SlotKey slot{"nightly", sys_days{2026y / November / 24} + 18h, SlotKind::scheduled};
    CHECK(task_key("main", slot, "ecd-1", DiskKind::system) == "jbjx3r");
    CHECK(task_key("main", slot, "ecd-1", DiskKind::data) == "jyxkey");
}

TEST_CASE("a key tells every part of a task's identity apart") {
    const SlotKey slot{"nightly", sys_days{2026y / November / 24} + 18h, SlotKind::scheduled};
    auto manual = slot;
    manual.kind = SlotKind::manual;
    auto later = slot;
    later.instant += 1h;  // the second pass of a repeated DST hour shows the same local time
    auto other = slot;
    other.policy = "nightl";
    const std::set<std::string> keys{
        task_key("main", slot, "ecd-1", DiskKind::system),  task_key("main", slot, "ecd-1", DiskKind::data),
        task_key("main", slot, "ecd-2", DiskKind::system),  task_key("main", manual, "ecd-1", DiskKind::system),
        task_key("main", later, "ecd-1", DiskKind::system), task_key("main", other, "ecd-1", DiskKind::system),
        task_key("mai", slot, "ecd-1", DiskKind::system)};
    CHECK(keys.size() == 7);
}

TEST_CASE("a year of hourly slots of a disk gives names that are all different") {
    std::set<std::string> names;
    SlotKey slot{"hourly", sys_days{2026y / January / 1}, SlotKind::scheduled};
    for (int hour = 0; hour < 8760; ++hour, slot.instant += 1h) {
        const auto key = task_key("main", slot, "ecd-1abc", DiskKind::system);
        auto fields = fields_for("win-01");
        fields.slot = slot.instant;
        fields.key = key;
        if (key.size() != 6 || !is_base32(key)) FAIL_CHECK(key);
        names.insert(base_name("{policy}-{disk}-{slot:%Y}", fields));
    }
    CHECK(names.size() == 8760);
}

TEST_CASE("any template and any desktop name give a name that the service takes, with its key and room for a number") {
    std::mt19937 random{11};
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    const std::vector<std::string> parts{"{policy}",
                                         "{desktop_id}",
                                         "{desktop_name}",
                                         "{office_site}",
                                         "{account}",
                                         "{region}",
                                         "{disk}",
                                         "{key}",
                                         "{slot:%Y%m%d-%H%M}",
                                         "{slot:%A %Z}",
                                         "auto",
                                         "AU",
                                         "t",
                                         "-",
                                         "_",
                                         "9",
                                         "\u4e2d\u6587",
                                         "\U0001F600",
                                         "{{",
                                         "}}",
                                         " ",
                                         "x",
                                         "{slot}",
                                         "{oops",
                                         "}",
                                         "\xff",
                                         std::string(90, 'y')};
    const std::vector<std::string> names{"",
                                         "win-01",
                                         "\u4e2d\u6587",
                                         "AUTO",
                                         "auto-1",
                                         "007",
                                         "\U0001F600",
                                         "\xff\xfe",
                                         std::string(300, 'z'),
                                         std::string(300, '-'),
                                         std::string("nul\0", 4)};
    for (int i = 0; i < 15'000; ++i) {
        std::string name_template;
        for (auto count = below(8); count > 0; --count)
            name_template += parts[below(parts.size())];
        auto fields = fields_for(names[below(names.size())]);
        std::string key(6, ' ');
        for (auto& c : key)
            c = base32_letters[below(base32_letters.size())];
        fields.key = key;
        CAPTURE(name_template);
        CAPTURE(fields.desktop_name);
        const auto name = base_name(name_template, fields);
        CAPTURE(name);
        REQUIRE(refusal(name).empty());
        REQUIRE(name.size() <= base_name_limit);
        REQUIRE(name.find(key) != std::string::npos);
        REQUIRE(refusal(numbered_name(name, 999)).empty());
        REQUIRE(numbered_name(name, 999) == name + "-999");
        REQUIRE(number_in_name(name, numbered_name(name, 999)) == 999);
    }
}
