// Looks names up in threads of its own, since getaddrinfo may hang for as long as it likes. Everybody who asks for a
// name while it is being looked up shares that answer, so that a dead DNS costs a few threads however often it is
// asked. Nothing is remembered: each new connection asks anew, and an address that changes is found.
#pragma once

#include "core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

class NameLookup;

class NameService : public std::enable_shared_from_this<NameService> {
public:
    using Addresses = core::Result<std::vector<boost::asio::ip::address>>;
    using AskSystem = std::function<Addresses(const std::string& host)>;  // blocks; called in another thread

    // `executor`'s context outlives it.
    explicit NameService(boost::asio::any_io_executor executor, AskSystem ask = nullptr, std::size_t most_threads = 4);
    NameService(const NameService&) = delete;
    NameService& operator=(const NameService&) = delete;
    ~NameService();

    // `who` gets the answer, if it still lives then.
    void look_up(const std::string& host, const std::shared_ptr<NameLookup>& who);

private:
    struct Desk;

    void start(const std::string& host);
    void finish(const std::string& host, const Addresses& addresses);

    boost::asio::any_io_executor executor_;
    AskSystem ask_;
    std::size_t most_threads_;
    std::size_t threads_ = 0;
    std::map<std::string, std::vector<std::weak_ptr<NameLookup>>> questions_;  // asked or in line
    std::deque<std::string> line_;                                             // for a free thread
    std::shared_ptr<Desk> desk_;
};

// What the system answers (getaddrinfo), with the reason of a failure in words.
NameService::Addresses ask_system(const std::string& host);

}  // namespace ecdsnap::adapters
