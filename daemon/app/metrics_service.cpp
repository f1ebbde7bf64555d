#include "app/metrics_service.hpp"

#include "adapters/credentials/secret_file.hpp"

#include <filesystem>
#include <utility>

namespace ecdsnap::app {
namespace {

constexpr core::Millis try_again_after = std::chrono::minutes{1};

adapters::LedgerFileSize size_of(const std::filesystem::path& ledger) {
    adapters::LedgerFileSize size;
    std::error_code error;
    const auto file = std::filesystem::file_size(ledger, error);
    if (error) return size;
    const auto log = std::filesystem::file_size(ledger.string() + "-wal", error);
    size.bytes = file + (error ? 0 : log);
    const auto space = std::filesystem::space(ledger.parent_path(), error);
    if (!error) size.free_bytes = space.available;
    return size;
}

core::Result<core::Secret> password_of(const core::MetricsSettings& settings) {
    core::Secret none;
    if (settings.user.empty()) return none;
    const auto& file = settings.password_file;
    auto read = adapters::read_secret_file(file, adapters::owner_by_place(file));
    if (read) {
        const std::string_view text = read->text.reveal();
        core::Secret password{std::string(text.substr(0, text.find_first_of("\r\n")))};
        if (!password.empty()) return password;
    }
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "serving metrics";
    error.message = file.string() + " " + (read ? "has no password in its first line" : read.error().problem);
    return error;
}

}  // namespace

MetricsService::MetricsService(boost::asio::any_io_executor executor, Daemon& daemon,
                               std::function<std::string()> what_hangs)
    : executor_(std::move(executor)),
      daemon_(daemon),
      what_hangs_(std::move(what_hangs)),
      alarm_(daemon.clock().make_alarm()) {}

core::Result<void> MetricsService::try_start() {
    adapters::MetricsOptions options;
    options.settings = daemon_.settings().metrics;
    auto password = password_of(options.settings);
    if (password.has_error()) return password.error();
    options.password = std::move(password.value());
    options.ledger_size = [ledger = daemon_.settings().ledger] { return size_of(ledger); };
    options.what_hangs = what_hangs_;
    auto server = adapters::make_metrics_server(executor_, std::move(options), daemon_.clock(), daemon_.engine(),
                                                daemon_.engine());
    if (auto started = server->start(); started.has_error()) return started;
    server_ = std::move(server);
    return {};
}

boost::asio::awaitable<void> MetricsService::run() {
    bool told = false;
    while (!stopping_ && !daemon_.settings().metrics.address.empty()) {
        const auto started = try_start();
        if (started.has_value()) co_return;
        if (!std::exchange(told, true)) {
            core::Event event{core::EventId::metrics_unavailable, "metrics and health are not served", {}};
            event.fields.push_back({"detail", core::describe(started.error())});
            daemon_.events().emit(std::move(event));
        }
        const bool rung = co_await alarm_->wait_until(daemon_.clock().steady_now() + try_again_after);
        (void)rung;
    }
}

boost::asio::awaitable<void> MetricsService::stop() {
    stopping_ = true;
    alarm_->ring();
    if (server_) co_await server_->stop();
}

}  // namespace ecdsnap::app
