#include "adapters/control/http_request_reader.hpp"

#include "adapters/control/control_answer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace ecdsnap::adapters {
namespace {

namespace http = boost::beast::http;

std::optional<HttpReply> refusal_of(boost::system::error_code error) {
    if (!error) return std::nullopt;
    if (error == http::error::body_limit)
        return refusal_reply(413, "too_large",
                             fmt::format("a body may have {} bytes", HttpRequestReader::most_body_bytes));
    if (error == http::error::header_limit)
        return refusal_reply(431, "too_large",
                             fmt::format("a header may have {} bytes", HttpRequestReader::most_header_bytes));
    return refusal_reply(400, "bad_request", "this is not HTTP: " + error.message());
}

}  // namespace

struct HttpRequestReader::Parts {
    http::request_parser<http::string_body> parser;
    std::string unparsed;
};

HttpRequestReader::HttpRequestReader() : parts_(std::make_unique<Parts>()) {
    parts_->parser.eager(true);  // header and body in one go: nothing stays behind in `unparsed`
    parts_->parser.header_limit(most_header_bytes);
    parts_->parser.body_limit(most_body_bytes);
}

HttpRequestReader::~HttpRequestReader() = default;

std::optional<HttpReply> HttpRequestReader::take(std::string_view bytes) {
    parts_->unparsed.append(bytes);
    boost::system::error_code problem;
    const auto used = parts_->parser.put(boost::asio::buffer(parts_->unparsed), problem);
    parts_->unparsed.erase(0, used);
    if (problem == http::error::need_more) problem = {};
    return refusal_of(problem);
}

bool HttpRequestReader::is_complete() const {
    return parts_->parser.is_done();
}

HttpRequest HttpRequestReader::release() {
    auto message = parts_->parser.release();
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.host = std::string(message[http::field::host]);
    request.authorization = std::string(message[http::field::authorization]);
    request.body = std::move(message.body());
    return request;
}

std::string head_of(const HttpReply& reply) {
    const auto phrase = http::obsolete_reason(static_cast<http::status>(reply.status));
    return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n",
                       reply.status, std::string_view(phrase.data(), phrase.size()), reply.content_type,
                       reply.body.size(), reply.more_headers);
}

}  // namespace ecdsnap::adapters
