#include "core/policy/snapshot_name.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using namespace std::chrono;

namespace {

NameFields example() {
    NameFields fields;
    fields.policy = "nightly";
    fields.desktop_id = "ecd-1abc";
    fields.desktop_name = "win-01";
    fields.office_site = "cn-hangzhou+dir-1";
    fields.account = "main";
    fields.region = "cn-hangzhou";
    fields.disk = DiskKind::data;
    fields.slot = sys_days{2026y / November / 24} + 18h;
    fields.zone = absl::FixedTimeZone(8 * 3600);
    fields.key = "k3q7ab";
    return fields;
}

}  // namespace

TEST_CASE("a template is filled in from its fields") {
    const auto fields = example();
    CHECK(render_template("{policy}/{desktop_id}/{desktop_name}/{office_site}/{account}/{region}/{disk}/{key}",
                          fields) == "nightly/ecd-1abc/win-01/cn-hangzhou+dir-1/main/cn-hangzhou/data/k3q7ab");
    CHECK(render_template("no field", fields) == "no field");
    CHECK(render_template("", fields).empty());
    CHECK(render_template("{{policy}} {{{policy}}}", fields) == "{policy} {nightly}");
}

TEST_CASE("time letters show the slot in the policy's zone") {
    const auto fields = example();
    CHECK(render_template("{slot:%Y-%m-%d %H:%M:%S}", fields) == "2026-11-25 02:00:00");
    CHECK(render_template("{slot:%y %j %a %b %A %B %u %V %G %z %%}", fields) ==
          "26 329 Wed Nov Wednesday November 3 48 2026 +0800 %");
    CHECK(render_template("{slot:at %H h}", fields) == "at 02 h");
    auto utc = example();
    utc.zone = absl::UTCTimeZone();
    CHECK(render_template("{slot:%d %H %Z}", utc) == "24 18 UTC");
}

TEST_CASE("an ISO week belongs to the year of its Thursday") {
    auto fields = example();
    fields.slot = sys_days{2027y / January / 1};
    CHECK(render_template("{slot:%G-W%V %Y}", fields) == "2026-W53 2027");
}

TEST_CASE("good templates are accepted") {
    for (const char* text : {"{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}", "x", "{{}}", "{key}", "\u4e2d{disk}",
                             "{slot:%Y}{slot:%H}", "{slot:week %V}"}) {
        CAPTURE(text);
        CHECK(check_template(text, TemplateUse::name).has_value());
        CHECK(check_template(text, TemplateUse::description).has_value());
    }
    CHECK(check_template("", TemplateUse::description).has_value());
    CHECK(check_template("two\nlines", TemplateUse::description).has_value());
}

TEST_CASE("a bad template is refused with its column and a way out") {
    struct Row {
        const char* text;
        std::size_t column;
        const char* problem;
        const char* hint;
    };
    const Row rows[] = {
        {"", 0, "the template is empty", ""},
        {"{polcy}-x", 1, "unknown field {polcy}", "did you mean {policy}?"},
        {"x-{desktop}", 3, "unknown field {desktop}", "did you mean {desktop_id} or {desktop_name}?"},
        {"x-{desktop-id}", 3, "unknown field {desktop-id}", "did you mean {desktop_id}?"},
        {"x{}", 2, "unknown field {}", ""},
        {"{0}", 1, "unknown field {0}", ""},
        {"{ policy }", 1, "unknown field { policy }", "did you mean {policy}?"},
        {"{Policy}", 1, "unknown field {Policy}", "did you mean {policy}?"},
        {"{policy:>30}", 8, "{policy} takes no format", "only {slot:FORMAT} does"},
        {"{disk:}", 6, "{disk} takes no format", "only {slot:FORMAT} does"},
        {"{slot}", 1, "{slot} needs a time format", "for example {slot:%Y%m%d-%H%M}"},
        {"{slot:}", 1, "{slot} needs a time format", "for example {slot:%Y%m%d-%H%M}"},
        {"{slot:%Y%n}", 9, "%n is not a time letter", ""},
        {"{slot:%E4S}", 7, "%E is not a time letter", ""},
        {"{slot:%}", 7, "% is not a time letter", ""},
        {"{slot:% }", 7, "%  is not a time letter", ""},
        {"ab{policy", 3, "'{' is not closed", "write {{ for a brace"},
        {"{policy{disk}}", 1, "'{' is not closed", "write {{ for a brace"},
        {"policy}", 7, "'}' closes nothing", "write }} for a brace"},
        {"two\nlines", 4, "a name has one line without tabs", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto checked = check_template(row.text, TemplateUse::name);
        REQUIRE_FALSE(checked.has_value());
        CHECK(checked.error().column == row.column);
        CHECK(checked.error().problem == row.problem);
        CHECK(checked.error().hint == row.hint);
    }
    CHECK_FALSE(check_template(std::string(1001, 'x'), TemplateUse::description).has_value());
    CHECK(check_template(std::string(1000, 'x'), TemplateUse::description).has_value());
}

TEST_CASE("a refused field lists what there is") {
    const auto checked = check_template("{polcy}", TemplateUse::name);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().allowed ==
          "{policy}, {desktop_id}, {desktop_name}, {office_site}, {account}, {region}, {disk}, {key}, {slot:FORMAT}");
}
