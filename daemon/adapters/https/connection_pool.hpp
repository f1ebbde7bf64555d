// A bounded set of connections. Who comes while all are in use waits, first come, first served; the connection used
// last is used next, so that the others can age out.
#pragma once

#include "adapters/https/connection.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "ports/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <set>
#include <vector>

namespace ecdsnap::adapters {

class ConnectionPool;

// One place in the pool. Without keep() its connection is closed when the lease ends.
class Lease {
public:
    Lease(std::shared_ptr<ConnectionPool> pool, std::shared_ptr<Connection> connection);
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) = delete;
    ~Lease();

    const std::shared_ptr<Connection>& connection() const { return connection_; }  // null: a new one is to be made
    void hold(std::shared_ptr<Connection> connection);
    void keep() { keeps_ = true; }

private:
    std::shared_ptr<ConnectionPool> pool_;
    std::shared_ptr<Connection> connection_;
    bool keeps_ = false;
};

class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
public:
    ConnectionPool(boost::asio::any_io_executor executor, const ports::Clock& clock, std::size_t places,
                   core::Millis longest_wait);

    // A kept connection that has been idle for at most `idle_at_most` and that the server has not closed, or a place
    // for a new one. Error: no place within the longest wait, or closed.
    static boost::asio::awaitable<core::Result<Lease>> acquire(std::shared_ptr<ConnectionPool> pool,
                                                               core::Millis idle_at_most);

    // For connections opened ahead: whether there are fewer than `wanted`, those in use among them, and a free place;
    // the place of a new one.
    bool has_room_to_warm(std::size_t wanted) const;
    Lease new_place();

    // Ends the waits and what the connections in use are doing; idle connections close.
    void close();

private:
    friend class Lease;
    class Turn;

    struct Idle {
        std::shared_ptr<Connection> connection;
        core::SteadyTime since;
    };

    Lease take_place(core::Millis idle_at_most);
    std::shared_ptr<Connection> newest_idle(core::Millis idle_at_most);
    void free_place();
    void take_back(std::shared_ptr<Connection> connection, bool keeps);
    core::Error given_up() const;  // closed, or the waiting coroutine was cancelled
    core::Error no_place() const;

    boost::asio::any_io_executor executor_;
    const ports::Clock& clock_;
    std::size_t places_;
    core::Millis longest_wait_;
    std::size_t taken_ = 0;   // places in use; with the idle connections never more than `places_`
    std::vector<Idle> idle_;  // by `since`, the newest last
    std::set<Connection*> in_use_;
    std::list<Turn*> turns_;  // who waits, in order
    bool closed_ = false;
};

}  // namespace ecdsnap::adapters
