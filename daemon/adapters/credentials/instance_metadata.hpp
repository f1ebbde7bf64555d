// The metadata service of an ECS instance, which hands out the keys of its RAM role: token first (version 2), without
// one (version 1) where that is refused and allowed.
#pragma once

#include "core/text/text_error.hpp"
#include "ports/web_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

namespace ecdsnap::adapters {

enum class MetadataVersions : std::uint8_t { second_only, both };

// The answer that holds the key of `role`; empty: of the role that the instance has. The error is a sentence.
boost::asio::awaitable<core::TextResult<ports::HttpAnswer>> fetch_role_key(ports::WebClient& web, std::string role,
                                                                           MetadataVersions versions);

}  // namespace ecdsnap::adapters
