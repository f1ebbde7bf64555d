#include "emulator/program.hpp"

#include "emulator/admin/admin.hpp"
#include "emulator/command_line.hpp"
#include "emulator/emulator.hpp"
#include "emulator/http/tls_certificates.hpp"

#include <iostream>

namespace ecdsnap::emulator {
namespace {

/// The only place that reads the clock; everything else is told the time.
Instant now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Cloud make_cloud(const Options& options) {
    const Instant start = now();
    Cloud cloud{deal_fleet(options.fleet, options.seed, start), options.rules, options.seed};
    start_automatic_snapshots(cloud, options.automatic.share, options.automatic.last, start);
    return cloud;
}

std::optional<TlsIdentity> read_identity(const TlsOptions& tls) {
    if (!tls.on) return std::nullopt;
    return tls.certificate.empty() ? make_identity(tls.directory) : load_identity(tls.certificate, tls.key);
}

std::string host_and_port(const ListenAddress& address, std::uint16_t port) {
    return address.host + ':' + std::to_string(port);
}

void serve(const Options& options) {
    Emulator emulator{make_cloud(options), options.accounts, options.seed};
    emulator.faults = options.faults;
    emulator.throttle = options.throttle;
    emulator.latency = options.latency;

    HttpServer server;
    const auto answer_admin_now = [&](const Request& request) { return answer_admin(emulator, request, now()); };
    const auto answer_now = [&](const Request& request) {
        const bool for_admin = !options.admin && request.path().starts_with(admin_prefix);
        return for_admin ? answer_admin_now(request) : answer(emulator, request, now());
    };
    const auto port = server.listen(options.listen, read_identity(options.tls), answer_now);
    emulator.endpoint = host_and_port(options.listen, port);
    std::optional<std::uint16_t> admin_port;
    if (options.admin) admin_port = server.listen(*options.admin, std::nullopt, answer_admin_now);

    std::cout << "listening on " << (options.tls.on ? "https://" : "http://") << emulator.endpoint << std::endl;
    if (admin_port) std::cout << "admin on http://" << host_and_port(*options.admin, *admin_port) << std::endl;
    server.run();
}

}  // namespace

int run_program(int argc, const char* const* argv) {
    const auto options = read_command_line(argc, argv);
    if (const int* exit_code = std::get_if<int>(&options)) return *exit_code;
    try {
        serve(std::get<Options>(options));
    } catch (const std::exception& error) {
        std::cerr << "ecd-emulator: " << error.what() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace ecdsnap::emulator
