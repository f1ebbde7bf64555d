#include "core/notify/body_template.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

namespace {

std::string as_it_is(const std::string& text) {
    return text;
}

}  // namespace

TEST_CASE("words in braces are filled in, other braces stay") {
    Notification notification;
    notification.title = "T";
    notification.text = "{level}\n";
    notification.event = "task_failed";
    CHECK(filled_body(R"({"a": {"b": "{title}: {text}"}, "c": [{}], "d": "{event} of {owner} on {host}"})",
                      notification, {"main", "h1"}, as_it_is) ==
          "{\"a\": {\"b\": \"T: {level}\n\"}, \"c\": [{}], \"d\": \"task_failed of main on h1\"}");
}

TEST_CASE("a word that is none is found") {
    CHECK(unknown_body_word(R"({"a": "{title}", "b": {"c": 1}, "{": 2})").empty());
    CHECK(unknown_body_word("{title} {titel} {x}") == "titel");
    CHECK(unknown_body_word("").empty());
    CHECK(unknown_body_word("{").empty());
    CHECK(unknown_body_word("{title").empty());
}

TEST_CASE("each word has its value") {
    CHECK(body_words().size() == body_values({}, {}).size());
}
