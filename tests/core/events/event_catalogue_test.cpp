#include "core/events/event.hpp"
#include "core/events/event_fields.hpp"
#include "core/events/event_translations.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

using namespace ecdsnap::core;

namespace {

// C++20 cannot list enumerators, so the header itself is read: "task_missed = 1204,".
std::map<std::string, int> enumerators() {
    std::ifstream file(ECDSNAP_SOURCE_DIR "/daemon/core/events/event.hpp");
    std::stringstream text;
    text << file.rdbuf();
    const auto all = text.str();
    const auto begin = all.find("enum class EventId");
    const auto body = all.substr(begin, all.find("};", begin) - begin);

    std::map<std::string, int> found;
    const std::regex line(R"((\w+) = (\d+),)");
    for (std::sregex_iterator it(body.begin(), body.end(), line), end; it != end; ++it)
        CHECK_MESSAGE(found.emplace((*it)[1], std::stoi((*it)[2])).second, (*it)[1].str());
    return found;
}

Event missed() {
    return {EventId::task_missed, "2 disks were missed", {{"policy", "nightly"}, {"count", "2"}}};
}

}  // namespace

TEST_CASE("every enumerator is in the catalogue under its own name, once") {
    const auto wanted = enumerators();
    REQUIRE(wanted.size() > 30);

    std::map<std::string, int> found;
    std::set<int> numbers;
    for (const auto& type : event_catalogue()) {
        CHECK_MESSAGE(found.emplace(std::string(type.name), static_cast<int>(type.id)).second, type.name);
        CHECK_MESSAGE(numbers.insert(static_cast<int>(type.id)).second, type.name);
    }
    CHECK(found == wanted);
}

TEST_CASE("errors and warnings say what to do, and every event says why it happens") {
    for (const auto& type : event_catalogue()) {
        INFO(type.name);
        CHECK(!type.cause.empty());
        CHECK(type.cause.back() == '.');
        if (type.level >= EventLevel::warning) CHECK(!type.remedy.empty());
        if (!type.remedy.empty()) CHECK(type.remedy.back() == '.');
    }
}

TEST_CASE("field names are snake_case, given once, and leave the keys of a JSON line free") {
    const std::regex snake("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    const std::set<std::string> reserved{"time", "level", "id", "event", "message", "version", "cause", "remedy"};
    for (const auto& type : event_catalogue()) {
        std::set<std::string> names;
        for (const auto name : type.fields) {
            const std::string field(name);
            INFO(type.name, " ", field);
            CHECK(std::regex_match(field, snake));
            CHECK(names.insert(field).second);
            CHECK(reserved.count(field) == 0);
        }
    }
}

TEST_CASE("every field of an event has a meaning and a type, and every field is one of an event") {
    std::set<std::string_view> used;
    for (const auto& type : event_catalogue())
        for (const auto name : type.fields) {
            used.insert(name);
            CHECK_MESSAGE(event_field(name) != nullptr, type.name, " ", name);
        }
    for (const auto& field : event_fields()) {
        CHECK_MESSAGE(used.contains(field.name), field.name);
        CHECK_MESSAGE(!field.meaning.empty(), field.name);
    }
    CHECK(event_field("nothing") == nullptr);
    CHECK(event_field("") == nullptr);
    CHECK(journal_field("slot_local") == "ECDSNAP_SLOT_LOCAL");
}

TEST_CASE("a value is of its field's type or not") {
    using enum FieldKind;
    for (const auto* good : {"2026-11-24T18:00:00Z", "2026-11-24T18:00:00.250Z"})
        CHECK_MESSAGE(is_of_kind(good, instant), good);
    for (const auto* bad :
         {"", "Z", "2026-11-24", "2026-11-24T18:00:00", "2026-11-24T18:00:00+08:00", "2026-11-24T18:00Z",
          "2026-11-24T18:00:00.2Z", "2026-11-24T18:00:00.aaaZ", "2026-11-24T18:00:00ZZ"})
        CHECK_MESSAGE(!is_of_kind(bad, instant), bad);
    for (const auto* good : {"0s", "250ms", "1h30m", "26663d4h"})
        CHECK_MESSAGE(is_of_kind(good, duration), good);
    for (const auto* bad : {"", "5", "h", "5x", "1h 30m", "-5s", "1.5h", "5mss"})
        CHECK_MESSAGE(!is_of_kind(bad, duration), bad);
    CHECK(is_of_kind("0", number));
    for (const auto* bad : {"", "-1", "1.5", "many", "1234567890123456789"})
        CHECK_MESSAGE(!is_of_kind(bad, number), bad);
    CHECK(is_of_kind("", FieldKind::text));
}

TEST_CASE("every event is told in Chinese too: causes in characters, remedies where English has one") {
    const auto chinese = [](std::string_view text) { return text.find("\xE3\x80\x82") != text.npos; };  // 。
    for (const auto& type : event_catalogue()) {
        INFO(type.name);
        CHECK(texts_of(type, Language::english).cause == type.cause);
        const auto texts = texts_of(type, Language::chinese);
        CHECK(chinese(texts.cause));
        CHECK(texts.remedy.empty() == type.remedy.empty());
        if (!texts.remedy.empty()) CHECK(chinese(texts.remedy));
    }
}

TEST_CASE("commands, keys and permissions are the same words in every language") {
    const std::regex literal("`[^`]+`|ecd:[A-Za-z]+");
    const auto words = [&](std::string_view text) {
        std::multiset<std::string> found;
        for (std::cregex_iterator it(text.begin(), text.end(), literal), end; it != end; ++it)
            found.insert(it->str());
        return found;
    };
    for (const auto& type : event_catalogue()) {
        INFO(type.name);
        const auto english = texts_of(type, Language::english);
        const auto chinese = texts_of(type, Language::chinese);
        CHECK(words(english.cause) == words(chinese.cause));
        CHECK(words(english.remedy) == words(chinese.remedy));
    }
}

TEST_CASE("an event is found by code, number and name") {
    for (const auto* typed : {"ECDS-1204", "ecds-1204", "1204", "task_missed"}) {
        INFO(typed);
        REQUIRE(find_event_type(typed) != nullptr);
        CHECK(find_event_type(typed)->id == EventId::task_missed);
    }
    for (const auto* typed : {"", "ECDS-", "ECDS-9999", "204", "missed", "task_missed "})
        CHECK_MESSAGE(find_event_type(typed) == nullptr, typed);
}

TEST_CASE("the journal's message ids are 32 digits, one for each event, and never change") {
    std::set<std::string> ids;
    for (const auto& type : event_catalogue()) {
        const auto id = message_id(type.id);
        CHECK(std::regex_match(id, std::regex("[0-9a-f]{32}")));
        CHECK(ids.insert(id).second);
    }
    CHECK(message_id(EventId::task_missed) == "5b6f0d3c1a7e4c0f8d2e9a4b7c611204");
}

TEST_CASE("what a line says to do is the remedy of errors and warnings") {
    CHECK(shown_remedy(missed()) == event_type(EventId::task_missed).remedy);
    CHECK(shown_remedy({EventId::root_cause, "x", {{"reason", "permission"}}}).find("`ecdsnap ram-policy`") !=
          std::string::npos);
    CHECK(shown_remedy({EventId::root_cause, "x", {{"reason", "local"}}}) == event_type(EventId::root_cause).remedy);
    CHECK(shown_remedy({EventId::root_cause, "x", {}}) == event_type(EventId::root_cause).remedy);
    CHECK(shown_remedy({EventId::task_missed, "x", {{"reason", "quota"}}}) == event_type(EventId::task_missed).remedy);
    CHECK(shown_remedy({EventId::service_hours, "so it is", {}}).empty());  // info, though it has a remedy
}

TEST_CASE("an event's code is stable") {
    CHECK(event_code(EventId::task_missed) == "ECDS-1204");
    CHECK(event_code(EventId::started) == "ECDS-1001");
    CHECK(event_type(EventId::task_missed).level == EventLevel::error);
    CHECK_THROWS(event_type(static_cast<EventId>(9999)));
}

TEST_CASE("an event that keeps the catalogue's promise has no problem") {
    CHECK(check_event(missed()) == "");
}

TEST_CASE("each way to break the catalogue's promise is told") {
    auto event = missed();
    SUBCASE("unknown field") {
        event.fields.push_back({"colour", "red"});
        CHECK(check_event(event) == "task_missed: field 'colour' is not in the catalogue");
    }
    SUBCASE("field of another event") {
        event.fields.push_back({"requests_per_second", "3"});
        CHECK(check_event(event) == "task_missed: field 'requests_per_second' is not in the catalogue");
    }
    SUBCASE("given twice") {
        event.fields.push_back({"policy", "weekly"});
        CHECK(check_event(event) == "task_missed: field 'policy' is given twice");
    }
    SUBCASE("not a number") {
        event.fields[1].value = "many";
        CHECK(check_event(event) == "task_missed: field 'count' is no number: 'many'");
    }
    SUBCASE("no message") {
        event.message.clear();
        CHECK(check_event(event) == "task_missed: no message");
    }
    SUBCASE("unknown id") {
        event.id = static_cast<EventId>(9999);
        CHECK(check_event(event) == "ECDS-9999 is not in the catalogue");
    }
}
