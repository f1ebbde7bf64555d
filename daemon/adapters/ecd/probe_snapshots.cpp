#include "adapters/ecd/probe_snapshots.hpp"

#include "adapters/ecd/ecd_call.hpp"
#include "adapters/ecd/ecd_sender.hpp"
#include "adapters/ecd/wire_format.hpp"

#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

class EcdProbeSnapshots final : public ports::ProbeSnapshots {
public:
    explicit EcdProbeSnapshots(EcdSender sender) : sender_(std::move(sender)) {}

    asio::awaitable<ports::Answer<ports::SnapshotPage>> find_named(std::string desktop_id, std::string name) override {
        return sender_.send(describe_named_call(sender_.site(), desktop_id, name), read_snapshot_page);
    }
    asio::awaitable<ports::Answer<void>> delete_snapshot(std::string snapshot_id) override {
        return sender_.send(delete_snapshot_call(sender_.site(), snapshot_id), read_request_taken);
    }

private:
    EcdSender sender_;
};

}  // namespace

std::unique_ptr<ports::ProbeSnapshots> make_probe_snapshots(ports::HttpTransport& transport,
                                                            ports::CredentialProvider& credentials,
                                                            const ports::Clock& clock, core::SiteId site,
                                                            std::string host) {
    return std::make_unique<EcdProbeSnapshots>(
        EcdSender(transport, credentials, clock, std::move(site), std::move(host)));
}

}  // namespace ecdsnap::adapters
