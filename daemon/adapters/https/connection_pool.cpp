#include "adapters/https/connection_pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ecdsnap::adapters {

namespace asio = boost::asio;

namespace {

// No request asks for a connection that has been idle this long: it only holds a socket.
constexpr std::chrono::minutes longest_idle{2};

}  // namespace

// One waiter. Whoever frees a place hands it to the first turn; a turn that ends without using its place (its coroutine
// was cancelled or destroyed) hands it on.
class ConnectionPool::Turn {
public:
    explicit Turn(ConnectionPool& pool) : pool_(pool), timer_(pool.executor_, pool.longest_wait_) {
        place_in_line_ = pool.turns_.insert(pool.turns_.end(), this);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
        if (has_place_)
            pool_.free_place();
        else if (in_line_)
            pool_.turns_.erase(place_in_line_);
    }

    auto wait() { return timer_.async_wait(asio::as_tuple(asio::use_awaitable)); }
    bool use_place() { return std::exchange(has_place_, false); }

    // By the pool, which has taken the turn out of the line.
    void give_place() {
        in_line_ = false;
        has_place_ = true;
        timer_.cancel();
    }
    void wake() { timer_.cancel(); }

private:
    ConnectionPool& pool_;
    asio::steady_timer timer_;
    std::list<Turn*>::iterator place_in_line_;
    bool in_line_ = true;
    bool has_place_ = false;
};

Lease::Lease(std::shared_ptr<ConnectionPool> pool, std::shared_ptr<Connection> connection) : pool_(std::move(pool)) {
    if (connection) hold(std::move(connection));
}

Lease::~Lease() {
    if (pool_) pool_->take_back(std::move(connection_), keeps_);
}

void Lease::hold(std::shared_ptr<Connection> connection) {
    connection_ = std::move(connection);
    pool_->in_use_.insert(connection_.get());
}

ConnectionPool::ConnectionPool(asio::any_io_executor executor, const ports::Clock& clock, std::size_t places,
                               core::Millis longest_wait)
    : executor_(std::move(executor)), clock_(clock), places_(places), longest_wait_(longest_wait) {}

asio::awaitable<core::Result<Lease>> ConnectionPool::acquire(std::shared_ptr<ConnectionPool> pool,
                                                             core::Millis idle_at_most) {
    if (!pool->closed_ && pool->taken_ < pool->places_) {
        ++pool->taken_;
        co_return pool->take_place(idle_at_most);
    }
    if (!pool->closed_) {
        Turn turn(*pool);
        const auto [ended] = co_await turn.wait();
        if (!pool->closed_ && turn.use_place()) co_return pool->take_place(idle_at_most);
        if (ended) co_return pool->given_up();
        co_return pool->no_place();
    }
    co_return pool->given_up();
}

bool ConnectionPool::has_room_to_warm(std::size_t wanted) const {
    return !closed_ && taken_ + idle_.size() < std::min(wanted, places_);
}

Lease ConnectionPool::new_place() {
    ++taken_;
    return {shared_from_this(), nullptr};
}

// The place itself is already counted in taken_.
Lease ConnectionPool::take_place(core::Millis idle_at_most) {
    std::shared_ptr<Connection> kept = newest_idle(idle_at_most);
    if (!kept && taken_ + idle_.size() > places_) idle_.erase(idle_.begin());
    return {shared_from_this(), std::move(kept)};
}

std::shared_ptr<Connection> ConnectionPool::newest_idle(core::Millis idle_at_most) {
    const core::SteadyTime now = clock_.steady_now();
    std::erase_if(idle_, [&](const Idle& idle) { return now - idle.since > longest_idle; });
    while (!idle_.empty() && now - idle_.back().since <= idle_at_most) {
        std::shared_ptr<Connection> newest = std::move(idle_.back().connection);
        idle_.pop_back();
        if (newest->is_quiet()) return newest;
    }
    return nullptr;
}

void ConnectionPool::free_place() {
    if (turns_.empty() || closed_) {
        --taken_;
        return;
    }
    Turn* const first = turns_.front();
    turns_.pop_front();
    first->give_place();
}

void ConnectionPool::take_back(std::shared_ptr<Connection> connection, bool keeps) {
    in_use_.erase(connection.get());
    if (keeps && !closed_) idle_.push_back(Idle{std::move(connection), clock_.steady_now()});
    free_place();
}

void ConnectionPool::close() {
    closed_ = true;
    idle_.clear();
    for (Turn* const turn : turns_)
        turn->wake();
    for (Connection* const connection : in_use_)
        connection->close();
}

core::Error ConnectionPool::given_up() const {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.message = closed_ ? "the client was closed" : "waiting for a free connection was given up by this side";
    return error;
}

core::Error ConnectionPool::no_place() const {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = fmt::format("no free connection: all {} were in use for {:g} s", places_,
                                std::chrono::duration<double>(longest_wait_).count());
    return error;
}

}  // namespace ecdsnap::adapters
