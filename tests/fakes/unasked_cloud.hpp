// A cloud of which nothing is asked: a test overrides what it expects.
#pragma once

#include "ports/cloud.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace ecdsnap::tests {

class UnaskedCloud : public ports::Cloud {
public:
    boost::asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery) override {
        throw std::logic_error("not asked for");
    }
    boost::asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery) override {
        throw std::logic_error("not asked for");
    }
    boost::asio::awaitable<ports::Answer<std::vector<std::string>>> describe_regions() override {
        throw std::logic_error("not asked for");
    }
    boost::asio::awaitable<ports::Answer<std::string>> create_snapshot(ports::CreateSnapshotRequest) override {
        throw std::logic_error("not asked for");
    }
    boost::asio::awaitable<ports::Answer<void>> wake_desktops(std::vector<std::string>) override {
        throw std::logic_error("not asked for");
    }
    boost::asio::awaitable<ports::Answer<void>> hibernate_desktops(std::vector<std::string>) override {
        throw std::logic_error("not asked for");
    }
};

}  // namespace ecdsnap::tests
