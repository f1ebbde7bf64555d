#include "adapters/https/connect_answer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::adapters {
namespace {

constexpr std::size_t longest_header = std::size_t{16} << 10U;  // bytes

core::Error malformed(const std::string& message) {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = message;
    return error;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "HTTP/1.1 200 Connection established"; 0: it is not such a line.
int status_in(std::string_view line) {
    const bool is_http = line.starts_with("HTTP/1.") && line.size() >= 12 && is_digit(line[7]) && line[8] == ' ' &&
                         std::all_of(line.begin() + 9, line.begin() + 12, is_digit) &&
                         (line.size() == 12 || line[12] == ' ' || line[12] == '\r');
    if (!is_http) return 0;
    return (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
}

}  // namespace

core::Result<ConnectAnswer::Progress> ConnectAnswer::feed(std::string_view bytes) {
    constexpr std::string_view beginning = "HTTP/1.";
    text_ += bytes;
    const auto compared = std::min(text_.size(), beginning.size());
    if (std::string_view(text_).substr(0, compared) != beginning.substr(0, compared))
        return malformed("what answers there is not an HTTP proxy");
    const auto header_end = text_.find("\r\n\r\n");
    if (std::min(header_end, text_.size()) > longest_header)
        return malformed(fmt::format("the proxy's answer has a header of more than {} bytes", longest_header));
    if (header_end == std::string::npos) return Progress::needs_more;
    status_ = status_in(std::string_view(text_).substr(0, text_.find('\n')));
    if (status_ == 0) return malformed("what answers there is not an HTTP proxy");
    if (status_ / 100 == 1) {
        text_.erase(0, header_end + 4);
        return text_.empty() ? Progress::needs_more : feed("");
    }
    if (status_ / 100 == 2 && header_end + 4 != text_.size())
        return malformed("the proxy sent something through the tunnel before anybody asked");
    return Progress::complete;
}

std::string connect_request(const std::string& host_and_port, const std::string& authorization) {
    const std::string credentials =
        authorization.empty() ? "" : fmt::format("Proxy-Authorization: {}\r\n", authorization);
    return fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n", host_and_port, credentials);
}

std::string basic_authorization(std::string_view user, std::string_view password) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::string plain = fmt::format("{}:{}", user, password);
    std::string encoded = "Basic ";
    for (std::size_t i = 0; i < plain.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < plain.size() ? static_cast<unsigned>(static_cast<unsigned char>(plain[at])) : 0U;
        };
        const unsigned bits = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
        encoded += letters[bits >> 18U];
        encoded += letters[bits >> 12U & 63U];
        encoded += i + 1 < plain.size() ? letters[bits >> 6U & 63U] : '=';
        encoded += i + 2 < plain.size() ? letters[bits & 63U] : '=';
    }
    return encoded;
}

std::string words_for_refusal(int status, const std::string& proxy, const std::string& target, ProxyUser user) {
    const auto with = [&](std::string_view words) {
        return fmt::format("the proxy {} {} (HTTP {})", proxy, words, status);
    };
    switch (status) {
        case 407:
            if (user == ProxyUser::given)
                return with("does not accept the user and password") + "; correct them where the proxy is configured";
            return with("wants a user and a password") +
                   "; give the account proxy: {url: …, user: …, password_file: …}";
        case 403:
        case 405:
            return with("does not allow a connection to " + target) + "; have it allow CONNECT to this host and port";
        case 502:
        case 503:
        case 504: return with("could not reach " + target) + "; look at its own network and DNS";
        default: return with("refused a connection to " + target);
    }
}

}  // namespace ecdsnap::adapters
