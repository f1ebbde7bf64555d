// What an answer to a request without a key says of who answers: pure, for whoever looks at an endpoint.
#pragma once

#include "core/time.hpp"
#include "ports/http_transport.hpp"

#include <optional>
#include <string>

namespace ecdsnap::adapters {

struct EndpointAnswer {
    bool is_the_gateways = false;  // the service's own error body: Code and RequestId
    std::string said;              // "HTTP 200 with an HTML page, …"; of an answer that is not
    std::optional<core::WallTime> server_date;
};

EndpointAnswer read_endpoint_answer(const ports::HttpAnswer& answer);

}  // namespace ecdsnap::adapters
