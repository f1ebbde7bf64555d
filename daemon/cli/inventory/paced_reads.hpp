// Calls that only read, at one site, one after the other: never faster than its limit, and again when one fails for the
// moment.
#pragma once

#include "core/error.hpp"
#include "core/result.hpp"
#include "core/settings.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/random.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::cli {

class PacedReads {
public:
    // `clock` and `random` outlive it.
    PacedReads(ports::Clock& clock, ports::Random& random, core::SiteLimits limits);

    // What is on all pages of a listing, in their order. `ask(token)` makes the call for one page and `items(page)` are
    // the things on it; both outlive the listing. A page that fails for the moment is asked for up to four times.
    template <class Item, class Ask, class Items>
    boost::asio::awaitable<core::Result<std::vector<Item>>> all_pages(Ask& ask, Items& items) {
        std::vector<Item> all;
        std::string token;
        for (std::uint32_t attempt = 1;;) {
            co_await wait_for_turn();
            auto answer = co_await ask(token);
            if (answer.result.has_error()) {
                if (!may_repeat(answer.result.error(), attempt)) co_return answer.result.error();
                step_aside(answer.result.error(), attempt++);
                continue;
            }
            attempt = 1;
            auto& page = answer.result.value();
            auto& found = items(page);
            std::move(found.begin(), found.end(), std::back_inserter(all));
            if (page.next_token.empty()) break;
            token = std::move(page.next_token);
        }
        co_return all;
    }

private:
    boost::asio::awaitable<void> wait_for_turn();
    static bool may_repeat(const core::Error& error, std::uint32_t attempt);
    void step_aside(const core::Error& error, std::uint32_t attempt);

    ports::Clock& clock_;
    ports::Random& random_;
    core::Millis apart_;  // from the start of one call to the start of the next
    std::unique_ptr<ports::Alarm> alarm_;
    core::SteadyTime next_{};  // when the next call may start
};

}  // namespace ecdsnap::cli
