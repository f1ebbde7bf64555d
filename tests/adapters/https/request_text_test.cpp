#include "adapters/https/request_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using adapters::request_text;

namespace {

ports::HttpRequest post(const std::string& target) {
    ports::HttpRequest request;
    request.method = "POST";
    request.target = target;
    return request;
}

}  // namespace

TEST_CASE("a request is written as it stands, with Host and Content-Length") {
    ports::HttpRequest request = post("/?A=b%20c");
    request.headers = {{"x-acs-action", "CreateSnapshot"}, {"accept", "application/json"}};
    CHECK(request_text(request, "ecd.example:8443").value() ==
          "POST /?A=b%20c HTTP/1.1\r\nHost: ecd.example:8443\r\nx-acs-action: CreateSnapshot\r\n"
          "accept: application/json\r\nContent-Length: 0\r\n\r\n");
    request.body = "a=b";
    CHECK(request_text(request, "h").value().ends_with("Content-Length: 3\r\n\r\na=b"));
}

TEST_CASE("nothing can break out of its place") {
    for (const char* target : {"", "?a", "/a b", "/a\r\nX: y", "/\xC3\xA4"}) {
        CAPTURE(target);
        CHECK_FALSE(request_text(post(target), "h").has_value());
    }
    for (const char* value : {"a\r\nX: y", "a\nb", "\r"}) {
        CAPTURE(value);
        ports::HttpRequest request = post("/");
        request.headers = {{"x-acs-security-token", value}};
        const auto text = request_text(request, "h");
        REQUIRE_FALSE(text.has_value());
        CHECK(text.error().kind == core::ErrorClass::local);
        CHECK(text.error().effect == core::Effect::none);
        CHECK(text.error().message ==
              "the request was not sent: the header x-acs-security-token has a line end in its "
              "value");
    }
    ports::HttpRequest request = post("/");
    request.headers = {{"a b", "c"}};
    CHECK_FALSE(request_text(request, "h").has_value());
    request = post("/");
    request.method = "PO ST";
    CHECK_FALSE(request_text(request, "h").has_value());
}
