// Single web requests that go to servers on loopback instead of where they are meant to: the fixed addresses of STS and
// of the metadata service are stood in for by a test. Plain HTTP/1.1, one connection each.
#pragma once

#include "ports/web_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

class RedirectedWeb final : public ports::WebClient {
public:
    // Each "https://sts.aliyuncs.com=127.0.0.1:8080".
    explicit RedirectedWeb(const std::vector<std::string>& rules) {
        for (const std::string& rule : rules)
            rules_.emplace_back(rule.substr(0, rule.find('=')), rule.substr(rule.find('=') + 1));
    }

    boost::asio::awaitable<core::Result<ports::HttpAnswer>> fetch(ports::WebRequest request) override {
        const auto scheme = request.url.find("://");
        const auto slash = request.url.find('/', scheme + 3);
        const std::string origin = request.url.substr(0, slash);
        const std::string host = origin.substr(scheme + 3);
        std::string text = request.method + " " + (slash == std::string::npos ? "/" : request.url.substr(slash)) +
                           " HTTP/1.1\r\nHost: " + host +
                           "\r\nConnection: close\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
        for (const auto& [name, value] : request.headers)
            text += name + ": " + value + "\r\n";
        text += "\r\n" + request.body;
        std::string place = origin.starts_with("http://127.0.0.1:") ? host : "";
        for (const auto& [from, to] : rules_)
            if (origin == from) place = to;
        if (place.empty()) co_return failed("no route to " + host);
        co_return co_await exchange(std::move(place), std::move(text));
    }

private:
    static core::Error failed(std::string message) {
        core::Error error;
        error.kind = core::ErrorClass::temporary;
        error.message = std::move(message);
        return error;
    }

    static boost::asio::awaitable<core::Result<ports::HttpAnswer>> exchange(std::string place, std::string request) {
        namespace asio = boost::asio;
        asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
        const auto colon = place.find(':');
        unsigned short port = 0;
        std::from_chars(place.data() + colon + 1, place.data() + place.size(), port);
        const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(place.substr(0, colon)), port);
        const auto [refused] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
        if (refused) co_return failed(refused.message());
        const auto [unsent, sent] =
            co_await asio::async_write(socket, asio::buffer(request), asio::as_tuple(asio::use_awaitable));
        if (unsent) co_return failed(unsent.message());
        std::string answer;
        const auto [end, count] =
            co_await asio::async_read(socket, asio::dynamic_buffer(answer), asio::as_tuple(asio::use_awaitable));
        (void)sent, (void)end, (void)count;
        co_return read(answer);
    }

    static core::Result<ports::HttpAnswer> read(std::string_view text) {
        ports::HttpAnswer answer;
        const auto body = text.find("\r\n\r\n");
        if (!text.starts_with("HTTP/1.1 ") || body == std::string_view::npos) return failed("no HTTP answer");
        std::from_chars(text.data() + 9, text.data() + 12, answer.status);
        std::string_view head = text.substr(0, body + 2);
        for (auto end = head.find("\r\n"); end != std::string_view::npos; end = head.find("\r\n")) {
            const std::string_view line = head.substr(0, end);
            const auto colon = line.find(": ");
            if (colon != std::string_view::npos)
                answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
            head.remove_prefix(end + 2);
        }
        answer.body = text.substr(body + 4);
        return answer;
    }

    std::vector<std::pair<std::string, std::string>> rules_;
};

}  // namespace ecdsnap::tests
