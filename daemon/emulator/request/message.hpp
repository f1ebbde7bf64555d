// One HTTP request as it arrived and the reply to it, with the way in which the reply goes wrong on purpose.
#pragma once

#include "emulator/time_text.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

struct Header {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;
    std::string target;  // path and query, undecoded
    std::vector<Header> headers;
    std::string body;

    /// The first header of this name, in any case; unset when there is none.
    std::optional<std::string_view> header(std::string_view lower_case_name) const;
    std::string_view path() const;
    std::string_view query() const;  // without the question mark
};

/// What the caller gets of a reply.
enum class Delivery {
    whole,
    torn,     // headers and half of the body, then the connection ends
    dropped,  // the connection ends without a byte
    never,    // nothing, until the caller hangs up
};

struct Reply {
    int status = 200;
    std::vector<Header> headers;  // without Content-Length
    std::string body;
    Delivery delivery = Delivery::whole;
    Duration delay{0};
    std::shared_ptr<void> in_flight;  // held until the reply has left, or the caller has
};

std::string lower_case(std::string_view text);

}  // namespace ecdsnap::emulator
