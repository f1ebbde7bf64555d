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

core::Error not_found(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = std::move(message);
    return error;
}

}  // namespace

NameLookup::NameLookup(const asio::any_io_executor& executor) : resolver_(executor), answered_(executor) {
    answered_.expires_at(asio::steady_timer::time_point::max());
}

void NameLookup::start(const EndpointUrl& url) {
    // The handler keeps this object alive however long the resolver takes.
    auto on_answer = [self = shared_from_this()](const boost::system::error_code& error,
                                                 const Tcp::resolver::results_type& results) {
        self->has_answer_ = true;
        self->error_ = error;
        for (const auto& result : results)
            self->addresses_.push_back(result.endpoint());
        self->answered_.cancel();
    };
    resolver_.async_resolve(url.host, std::to_string(url.port), Tcp::resolver::numeric_service, std::move(on_answer));
}

asio::awaitable<core::Result<std::vector<Tcp::endpoint>>> NameLookup::run(const EndpointUrl& url) {
    if (url.is_address) {
        std::vector<Tcp::endpoint> only;
        only.emplace_back(asio::ip::make_address(url.host), url.port);
        co_return only;
    }
    start(url);
    co_await answered_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!has_answer_) co_return std::vector<Tcp::endpoint>();
    if (error_)
        co_return not_found(
            fmt::format("the name '{}' cannot be looked up: {}; check the endpoint and this machine's "
                        "DNS",
                        url.host, error_.message()));
    if (url.scheme == Scheme::http)
        std::erase_if(addresses_, [&](const Tcp::endpoint& each) { return !is_within(each.address(), url.reach); });
    if (addresses_.empty())
        co_return not_found(
            fmt::format("the name '{}' has no {}address", url.host,
                        url.scheme == Scheme::http ? std::string(word(url.reach)) + " " : std::string()));
    co_return addresses_;
}

}  // namespace ecdsnap::adapters
