// A proxy's answer to CONNECT, and what a refusal means: pure.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

class ConnectAnswer {
public:
    enum class Progress : std::uint8_t { needs_more, complete };

    // Error: not HTTP, a header of more than 16 KiB, or bytes after a success's header (nobody has asked for any yet).
    core::Result<Progress> feed(std::string_view bytes);

    // Once complete.
    int status() const { return status_; }

private:
    std::string text_;
    int status_ = 0;
};

// "CONNECT host:port HTTP/1.1 …"; `authorization` is the value of Proxy-Authorization, empty: none.
std::string connect_request(const std::string& host_and_port, const std::string& authorization);

// "Basic …"
std::string basic_authorization(std::string_view user, std::string_view password);

enum class ProxyUser : std::uint8_t { none, given };

// Why a proxy refused to make a tunnel to `target`, and what to do. `proxy` is its address without a password.
std::string words_for_refusal(int status, const std::string& proxy, const std::string& target, ProxyUser user);

}  // namespace ecdsnap::adapters
