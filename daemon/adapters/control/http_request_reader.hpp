// Makes a request out of the bytes that come, within bounds; and the first lines of an answer. The only Beast of the
// servers.
#pragma once

#include "adapters/control/http_message.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

class HttpRequestReader {
public:
    static constexpr std::uint32_t most_header_bytes = 8 * 1024;
    static constexpr std::uint64_t most_body_bytes = 64 * 1024;

    HttpRequestReader();
    ~HttpRequestReader();

    // What came next. A value: why it is no request that can be answered; it is over then.
    std::optional<HttpReply> take(std::string_view bytes);

    bool is_complete() const;
    HttpRequest release();  // once, when it is complete

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// "HTTP/1.1 200 OK" to the empty line; the connection ends with the answer.
std::string head_of(const HttpReply& reply);

}  // namespace ecdsnap::adapters
