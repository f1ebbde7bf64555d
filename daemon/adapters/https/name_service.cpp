#include "adapters/https/name_service.hpp"

#include "adapters/https/name_lookup.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <cstring>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <system_error>
#include <thread>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

core::Error not_found(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = std::move(message);
    return error;
}

core::Error error_of(int code, const std::string& host) {
    const char* const reason = ::gai_strerror(code);
    switch (code) {
        case EAI_NONAME:
            return not_found(fmt::format(
                "the name '{}' cannot be looked up: {}; check the endpoint and this machine's DNS", host, reason));
        case EAI_AGAIN:
            return not_found(
                fmt::format("the name '{}' cannot be looked up now: {}; the DNS servers of this machine "
                            "(/etc/resolv.conf) do not answer",
                            host, reason));
        case EAI_SYSTEM:
            return not_found(
                fmt::format("the name '{}' cannot be looked up: {}", host, std::generic_category().message(errno)));
        default:
            return not_found(
                fmt::format("the name '{}' cannot be looked up: {}; check this machine's DNS", host, reason));
    }
}

asio::ip::address address_of(const sockaddr* given) {
    if (given->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, given, sizeof v4);
        return asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, given, sizeof v6);
    asio::ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return asio::ip::address_v6(bytes, v6.sin6_scope_id);
}

}  // namespace

// Where a thread leaves its answer: it may come long after the service is gone.
struct NameService::Desk {
    std::mutex mutex;
    NameService* service = nullptr;  // null: gone
};

NameService::NameService(asio::any_io_executor executor, AskSystem ask, std::size_t most_threads)
    : executor_(std::move(executor)),
      ask_(ask ? std::move(ask) : AskSystem(ask_system)),
      most_threads_(most_threads),
      desk_(std::make_shared<Desk>()) {
    desk_->service = this;
}

NameService::~NameService() {
    const std::lock_guard lock(desk_->mutex);
    desk_->service = nullptr;
}

void NameService::look_up(const std::string& host, const std::shared_ptr<NameLookup>& who) {
    const auto [question, is_new] = questions_.try_emplace(host);
    question->second.push_back(who);
    if (!is_new) return;
    if (threads_ < most_threads_)
        start(host);
    else
        line_.push_back(host);
}

void NameService::start(const std::string& host) {
    ++threads_;
    auto work = [desk = desk_, ask = ask_, host] {
        Addresses answer = ask(host);
        const std::lock_guard lock(desk->mutex);
        if (desk->service == nullptr) return;
        auto deliver = [service = desk->service->weak_from_this(), host, answer = std::move(answer)] {
            if (const auto alive = service.lock()) alive->finish(host, answer);
        };
        asio::post(desk->service->executor_, std::move(deliver));
    };
    try {
        std::thread(std::move(work)).detach();
    } catch (const std::system_error& error) {
        auto deliver = [service = weak_from_this(), host, why = std::string(error.what())] {
            const Addresses answer = not_found("no thread can be started to look up the name '" + host + "': " + why);
            if (const auto alive = service.lock()) alive->finish(host, answer);
        };
        asio::post(executor_, std::move(deliver));
    }
}

void NameService::finish(const std::string& host, const Addresses& addresses) {
    --threads_;
    const auto question = questions_.extract(host);
    for (const auto& waiting : question.mapped())
        if (const auto who = waiting.lock()) who->answer(addresses);
    if (line_.empty()) return;
    const std::string next = std::move(line_.front());
    line_.pop_front();
    start(next);
}

NameService::Addresses ask_system(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found); code != 0) return error_of(code, host);
    std::vector<asio::ip::address> addresses;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next)
        if (each->ai_family == AF_INET || each->ai_family == AF_INET6) addresses.push_back(address_of(each->ai_addr));
    ::freeaddrinfo(found);
    return addresses;
}

}  // namespace ecdsnap::adapters
