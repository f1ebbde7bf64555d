#include "adapters/notify/delivery.hpp"

#include "adapters/notify/channel_secrets.hpp"
#include "adapters/notify/transfer.hpp"

#include <array>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

// The first line, without the white space around it.
core::TextResult<core::Secret> first_line(const ReadSecret& read, const std::filesystem::path& file) {
    auto text = read(file);
    if (text.has_error()) {
        core::TextError error = text.error();
        error.problem = file.string() + " " + error.problem;
        return error;
    }
    std::string_view line = text.value().reveal();
    line = line.substr(0, line.find('\n'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
        line.remove_suffix(1);
    if (line.empty()) return core::TextError{0, file.string() + " is empty", {}, {}};
    return core::Secret(std::string(line));
}

}  // namespace

core::TextResult<ChannelSecrets> secrets_of(const core::ChannelSettings& channel, const ReadSecret& read) {
    ChannelSecrets secrets;
    secrets.url = channel.url;
    if (channel.url.empty()) {
        auto url = first_line(read, channel.url_file);
        if (url.has_error()) return url.error();
        secrets.url = std::move(url.value());
    }
    if (!channel.secret_file.empty()) {
        auto secret = first_line(read, channel.secret_file);
        if (secret.has_error()) return secret.error();
        secrets.secret = std::move(secret.value());
    }
    return secrets;
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "this machine";
    return name.data();
}

core::DeliveryEnd try_channel(const core::ChannelSettings& channel, const DeliveryMeans& means, core::WallTime now) {
    prepare_curl();
    auto secrets = secrets_of(channel, means.read_secret);
    if (secrets.has_error()) return {core::DeliveryResult::refused, secrets.error().problem, {}};
    core::Letter letter{{}, core::test_notification(channel.name, now)};
    ServiceRequest request;
    if (channel.type == core::ChannelType::heartbeat) {
        request.url = core::Secret(step_url(secrets.value().url.reveal(), "log"));
    } else {
        request = service_request(channel, secrets.value(), letter, means.sender, now);
    }
    Transfer transfer(channel.type, std::move(request), transfer_route(means.environment));
    return transfer.end(curl_easy_perform(transfer.handle()));
}

}  // namespace ecdsnap::adapters
