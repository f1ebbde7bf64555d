#include "adapters/https/answer_parser.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using adapters::AnswerParser;
using Progress = AnswerParser::Progress;

namespace {

constexpr AnswerParser::Limits limits{1'000, 100};

const std::string answer =
    "HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:06 GMT\r\nx-acs-request-id: R\r\nContent-Length: 5\r\n\r\nhello";

std::string refusal(const std::string& bytes) {
    AnswerParser parser(limits);
    const auto progress = parser.feed(bytes);
    if (progress) return *progress == Progress::complete ? "complete" : "needs more";
    CHECK(progress.error().effect == core::Effect::unknown);
    return progress.error().message;
}

}  // namespace

TEST_CASE("an answer is complete with its last byte and not before, however it is cut") {
    for (std::size_t cut = 0; cut < answer.size(); ++cut) {
        CAPTURE(cut);
        AnswerParser parser(limits);
        REQUIRE(parser.feed(answer.substr(0, cut)).value() == Progress::needs_more);
        REQUIRE(parser.feed(answer.substr(cut)).value() == Progress::complete);
        CHECK(parser.keeps_alive());
        const ports::HttpAnswer taken = parser.take();
        CHECK(taken.status == 200);
        CHECK(taken.body == "hello");
        CHECK(taken.header("X-Acs-Request-Id") == "R");
    }
}

TEST_CASE("an answer that ends early is an error at every byte") {
    for (std::size_t cut = 0; cut < answer.size(); ++cut) {
        CAPTURE(cut);
        AnswerParser parser(limits);
        REQUIRE(parser.feed(answer.substr(0, cut)).value() == Progress::needs_more);
        const auto ended = parser.end_of_stream();
        REQUIRE_FALSE(ended.has_value());
        CHECK(ended.error().effect == core::Effect::unknown);
        CHECK(ended.error().message ==
              (cut == 0 ? "the server closed the connection without an answer" : "the answer was cut short"));
    }
}

TEST_CASE("byte by byte, in chunks, with a chunk extension and a trailer") {
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n";
    AnswerParser parser(limits);
    for (std::size_t i = 0; i + 1 < chunked.size(); ++i)
        REQUIRE(parser.feed(chunked.substr(i, 1)).value() == Progress::needs_more);
    REQUIRE(parser.feed("\n").value() == Progress::complete);
    CHECK(parser.keeps_alive());
    CHECK(parser.take().body == "hello");
}

TEST_CASE("an answer without a length ends with the stream and its connection is spent") {
    AnswerParser parser(limits);
    REQUIRE(parser.feed("HTTP/1.1 200 OK\r\n\r\nhello").value() == Progress::needs_more);
    REQUIRE(parser.end_of_stream().value() == Progress::complete);
    CHECK_FALSE(parser.keeps_alive());
    CHECK(parser.take().body == "hello");
}

TEST_CASE("what forbids another request on the connection") {
    const auto keeps_alive = [](const std::string& bytes) {
        AnswerParser parser(limits);
        REQUIRE(parser.feed(bytes).value() == Progress::complete);
        return parser.keeps_alive();
    };
    CHECK(keeps_alive(answer));
    CHECK_FALSE(keeps_alive("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(keeps_alive("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(keeps_alive(answer + "HTTP/1.1 200"));
}

TEST_CASE("interim answers are passed over") {
    AnswerParser parser(limits);
    REQUIRE(parser.feed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n").value() ==
            Progress::needs_more);
    REQUIRE(parser.feed(answer).value() == Progress::complete);
    CHECK(parser.take().status == 200);
}

TEST_CASE("what is too large or not HTTP is refused in words") {
    CHECK(refusal("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n") == "the answer's body is larger than 100 bytes");
    CHECK(refusal("HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x')) == "the answer's body is larger than 100 bytes");
    CHECK(refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x')) ==
          "the answer's body is larger than 100 bytes");
    CHECK(refusal("HTTP/1.1 200 OK\r\nX: " + std::string(1'001, 'x')) ==
          "the answer's header is larger than 1000 bytes");
    CHECK(refusal("SSH-2.0-OpenSSH_9.2\r\n") == "the answer is not HTTP (bad version)");
    CHECK(refusal("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n") == "the answer is not HTTP (bad Content-Length)");
    CHECK(refusal("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") ==
          "the answer is not HTTP (multiple Content-Length)");
    CHECK(refusal("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x')) == "complete");
}
