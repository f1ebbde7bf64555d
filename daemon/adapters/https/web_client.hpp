// Single HTTP requests to whoever hands out keys, one connection each.
#pragma once

#include "adapters/https/network_path.hpp"
#include "core/result.hpp"
#include "ports/clock.hpp"
#include "ports/web_client.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace ecdsnap::adapters {

// `clock` outlives the client and its fetches. The client may be destroyed while fetches are pending: each goes on to
// its end. An error instead of a path is what every fetch gives.
std::unique_ptr<ports::WebClient> make_web_client(boost::asio::any_io_executor executor, const ports::Clock& clock,
                                                  core::Result<NetworkPath> path);

}  // namespace ecdsnap::adapters
