#include "core/events/event.hpp"

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
        CHECK(check_event(event) == "task_missed: field 'count' is not a number: 'many'");
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
