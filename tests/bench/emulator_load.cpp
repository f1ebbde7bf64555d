// How many CreateSnapshot calls a second an ecd-emulator answers: emulator_load PORT [CALLS] [CONNECTIONS]
//
// Start the emulator with --snapshot-seconds 0, so that a disk is free again at once, and with testid/testsecret. All
// requests are signed before the clock starts. Prints one line; exits 1 when any answer is not 200.
#include "emulator/request/digest.hpp"
#include "emulator/request/request_signature.hpp"
#include "emulator/time_text.hpp"

#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace ecdsnap::emulator;

namespace {

int connect_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

void send_all(int socket, const std::string& text) {
    if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
        throw std::runtime_error("cannot send");
    }
}

/// Reads once; true when `text` then holds a whole answer.
bool receive(int socket, std::string& text) {
    std::array<char, 65536> buffer{};
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) throw std::runtime_error("the server hung up");
    text.append(buffer.data(), static_cast<std::size_t>(count));
    const auto head = text.find("\r\n\r\n");
    const auto length = text.find("Content-Length: ");
    return head != std::string::npos && length != std::string::npos &&
           text.size() >= head + 4 + std::stoul(text.substr(length + 16, 20));
}

std::vector<std::pair<std::string, std::string>> desktops_of(std::uint16_t port) {  // id, region
    const int socket = connect_to(port);
    send_all(socket, "GET /_admin/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::string text;
    while (!receive(socket, text)) {
    }
    ::close(socket);
    std::vector<std::pair<std::string, std::string>> found;
    const auto state = nlohmann::json::parse(text.substr(text.find("\r\n\r\n") + 4));
    for (const auto& desktop : state.at("desktops"))
        found.emplace_back(desktop.at("id"), desktop.at("region"));
    return found;
}

std::string signed_create(const std::string& host, const std::string& desktop, const std::string& region, int number) {
    const std::string hash = sha256_hex("");
    SignedRequest request;
    request.method = "POST";
    request.path = "/";
    request.query = canonical_query({{"RegionId", region},
                                     {"DesktopId", desktop},
                                     {"SnapshotName", "load-" + std::to_string(number)},
                                     {"SourceDiskType", "system"},
                                     {"Description", "a description of a usual length, as a policy would write it"}});
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    request.headers = {{"host", host},
                       {"x-acs-action", "CreateSnapshot"},
                       {"x-acs-content-sha256", hash},
                       {"x-acs-date", with_seconds(now)},
                       {"x-acs-signature-nonce", std::to_string(::getpid()) + '-' + std::to_string(number)},
                       {"x-acs-version", "2020-09-30"}};
    request.payload_hash = hash;
    std::string text = "POST /?" + request.query + " HTTP/1.1\r\n", names;
    for (const auto& [name, value] : request.headers) {
        text += name + ": " + value + "\r\n";
        names += (names.empty() ? "" : ";") + name;
    }
    return text +
           "accept: application/json\r\nAuthorization: ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=" + names +
           ",Signature=" + signature_v3("testsecret", string_to_sign_v3(canonical_request(request))) +
           "\r\ncontent-length: 0\r\n\r\n";
}

/// Sends every request over the connections, one at a time on each; returns how many were not answered with 200.
std::size_t exchange(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections) {
    std::vector<pollfd> polled;
    std::vector<std::string> answers(connections);
    std::size_t sent = 0, answered = 0, refused = 0;
    for (std::size_t i = 0; i < connections && sent < requests.size(); ++i) {
        polled.push_back(pollfd{connect_to(port), POLLIN, 0});
        send_all(polled.back().fd, requests[sent++]);
    }
    while (answered < requests.size()) {
        ::poll(polled.data(), polled.size(), -1);
        for (std::size_t i = 0; i < polled.size(); ++i) {
            if ((polled[i].revents & (POLLIN | POLLHUP)) == 0 || !receive(polled[i].fd, answers[i])) continue;
            refused += answers[i].starts_with("HTTP/1.1 200 ") ? 0 : 1;
            answers[i].clear();
            ++answered;
            if (sent < requests.size()) send_all(polled[i].fd, requests[sent++]);
        }
    }
    for (const pollfd& p : polled)
        ::close(p.fd);
    return refused;
}

int measure(std::uint16_t port, int calls, std::size_t connections) {
    const auto desktops = desktops_of(port);
    const std::string host = "127.0.0.1:" + std::to_string(port);
    std::vector<std::string> requests;
    for (int i = 0; i < calls; ++i) {
        const auto& [desktop, region] = desktops.at(static_cast<std::size_t>(i) % desktops.size());
        requests.push_back(signed_create(host, desktop, region, i));
    }
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t refused = exchange(port, requests, connections);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%d CreateSnapshot over %zu connections in %.2f s: %.0f/s, %zu refused\n", calls, connections, seconds,
                calls / seconds, refused);
    return refused == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: emulator_load PORT [CALLS] [CONNECTIONS]\n", stderr);
        return 2;
    }
    const int calls = argc > 2 ? std::atoi(argv[2]) : 50'000;
    const int connections = argc > 3 ? std::atoi(argv[3]) : 32;
    try {
        return measure(static_cast<std::uint16_t>(std::atoi(argv[1])), calls, static_cast<std::size_t>(connections));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "emulator_load: %s\n", error.what());
        return 1;
    }
}
