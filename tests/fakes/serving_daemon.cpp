#include "fakes/serving_daemon.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <stdexcept>

namespace ecdsnap::tests {

ServingDaemon::ServingDaemon(core::Millis deadline) {
    adapters::ControlOptions options;
    options.socket = socket();
    options.deadline = deadline;
    server_ = adapters::make_control_server(context_.get_executor(), options, fake, fake, fake, clock_);
    if (const auto started = server_->start(); !started) throw std::runtime_error(started.error().message);
    thread_ = std::thread([this] { context_.run(); });
}

void ServingDaemon::stop() {
    if (!thread_.joinable()) return;
    boost::asio::co_spawn(context_, server_->stop(), boost::asio::use_future).get();
    thread_.join();  // nothing is left to run: every child has ended
}

}  // namespace ecdsnap::tests
