#include "adapters/ecd/ecd_cloud.hpp"

#include "adapters/ecd/ecd_call.hpp"
#include "adapters/ecd/ecd_sender.hpp"
#include "adapters/ecd/wire_format.hpp"

#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

class EcdCloud final : public ports::Cloud {
public:
    explicit EcdCloud(EcdSender sender) : sender_(std::move(sender)) {}

    asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery query) override {
        return sender_.send(describe_desktops_call(sender_.site(), query), read_desktop_page);
    }
    asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery query) override {
        return sender_.send(describe_snapshots_call(sender_.site(), query), read_snapshot_page);
    }
    asio::awaitable<ports::Answer<std::vector<std::string>>> describe_regions() override {
        return sender_.send(describe_regions_call(sender_.site()), read_regions);
    }
    asio::awaitable<ports::Answer<std::string>> create_snapshot(ports::CreateSnapshotRequest request) override {
        return sender_.send(create_snapshot_call(sender_.site(), request), read_created_snapshot_id);
    }
    asio::awaitable<ports::Answer<void>> wake_desktops(std::vector<std::string> ids) override {
        return sender_.send(wake_desktops_call(sender_.site(), ids), read_request_taken);
    }
    asio::awaitable<ports::Answer<void>> hibernate_desktops(std::vector<std::string> ids) override {
        return sender_.send(hibernate_desktops_call(sender_.site(), ids), read_request_taken);
    }

private:
    EcdSender sender_;
};

}  // namespace

std::unique_ptr<ports::Cloud> make_ecd_cloud(ports::HttpTransport& transport, ports::CredentialProvider& credentials,
                                             const ports::Clock& clock, core::SiteId site, std::string host) {
    return std::make_unique<EcdCloud>(EcdSender(transport, credentials, clock, std::move(site), std::move(host)));
}

}  // namespace ecdsnap::adapters
