#include "app/serve.hpp"

#include "app/service.hpp"
#include "app/setup.hpp"
#include "cli/tables/exit_code.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <utility>

namespace ecdsnap::app {

int serve(const Serve& command, const core::Environment& environment) {
    auto config = load_or_tell(command.config);
    if (!config) return cli::exit_usage;
    boost::asio::io_context context{1};
    Daemon daemon{context, command.config, environment};
    const auto built = daemon.build(std::move(*config), SlotMode::scheduled);
    if (built.has_error()) {
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(built.error()).c_str());
        return cli::exit_not_good;
    }
    Service service{context, daemon, environment};
    int exit_code = cli::exit_not_good;
    auto on_end = [&](std::exception_ptr failure, int code) {
        if (failure) std::rethrow_exception(failure);
        exit_code = code;
        context.stop();
    };
    boost::asio::co_spawn(context, service.run(), std::move(on_end));
    context.run();
    return exit_code;
}

}  // namespace ecdsnap::app
