// A FakeDaemon behind a real control server on a socket of its own, served by a thread of its own.
#pragma once

#include "adapters/control/control_server.hpp"
#include "fakes/fake_daemon.hpp"
#include "fakes/manual_clock.hpp"
#include "fakes/temporary_folder.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <thread>

namespace ecdsnap::tests {

class ServingDaemon {
public:
    // Shorter deadlines are for tests of what is too slow.
    explicit ServingDaemon(core::Millis deadline = std::chrono::seconds{10});
    ~ServingDaemon() { stop(); }
    ServingDaemon(const ServingDaemon&) = delete;
    ServingDaemon& operator=(const ServingDaemon&) = delete;

    std::filesystem::path socket() const { return folder_.path() / "control.sock"; }
    void stop();  // orderly; the fake may be looked at afterwards

    FakeDaemon fake;  // change it before the first request only

private:
    TemporaryFolder folder_;
    boost::asio::io_context context_{1};
    ManualClock clock_{context_};
    std::unique_ptr<adapters::ControlServer> server_;
    std::thread thread_;
};

}  // namespace ecdsnap::tests
