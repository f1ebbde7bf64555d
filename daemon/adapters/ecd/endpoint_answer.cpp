#include "adapters/ecd/endpoint_answer.hpp"

#include "adapters/ecd/answer_headers.hpp"
#include "adapters/ecd/error_body.hpp"

#include <fmt/format.h>

namespace ecdsnap::adapters {

EndpointAnswer read_endpoint_answer(const ports::HttpAnswer& answer) {
    EndpointAnswer read;
    const auto body = read_error_body(answer.body);
    read.is_the_gateways = body && body->is_the_gateways();
    if (!read.is_the_gateways)
        read.said = fmt::format("HTTP {} with {}", answer.status, describe_foreign_body(answer.body));
    read.server_date = server_date(answer);
    return read;
}

}  // namespace ecdsnap::adapters
