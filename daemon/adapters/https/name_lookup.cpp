#include "adapters/https/name_lookup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <string>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

core::Error no_address(const Hop& hop) {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = fmt::format("the name '{}' has no {}address", hop.host,
                                hop.only_within ? std::string(word(*hop.only_within)) + " " : std::string());
    return error;
}

}  // namespace

NameLookup::NameLookup(const asio::any_io_executor& executor, std::shared_ptr<NameService> names)
    : names_(std::move(names)), answered_(executor) {
    answered_.expires_at(asio::steady_timer::time_point::max());
}

void NameLookup::answer(const NameService::Addresses& addresses) {
    found_ = addresses;
    answered_.cancel();
}

asio::awaitable<core::Result<std::vector<Tcp::endpoint>>> NameLookup::run(const Hop& hop) {
    std::vector<Tcp::endpoint> found;
    if (hop.is_address) {
        found.emplace_back(asio::ip::make_address(hop.host), hop.port);
        co_return found;
    }
    names_->look_up(hop.host, shared_from_this());
    co_await answered_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!found_) co_return found;
    if (!*found_) co_return found_->error();
    for (const asio::ip::address& address : **found_)
        if (!hop.only_within || is_within(address, *hop.only_within)) found.emplace_back(address, hop.port);
    if (found.empty()) co_return no_address(hop);
    co_return found;
}

}  // namespace ecdsnap::adapters
