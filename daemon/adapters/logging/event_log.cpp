#include "adapters/logging/event_log.hpp"

#include "adapters/logging/json_line.hpp"
#include "adapters/logging/line_writer.hpp"
#include "adapters/logging/text_line.hpp"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/sink.h>

#include <atomic>
#include <cassert>
#include <signal.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

// How an event becomes a line. Each thread has its own.
struct Rendering {
    core::LogSettings settings;
    LogTarget target;
    std::string version;

    bool wants(const core::Event& event) const {
        return static_cast<int>(core::event_type(event.id).level) >= static_cast<int>(settings.level);
    }

    bool as_json() const {
        if (settings.format == core::LogFormat::automatic) return !target.terminal;
        return settings.format == core::LogFormat::json;
    }

    std::string line(const core::Event& event, core::WallTime time) const {
        if (!as_json()) return text_line(event, time, target);
        // journald takes the prefix off again, so that `journalctl -p err` works and the message is the bare object
        const auto prefix = target.journal ? journal_prefix(core::event_type(event.id).level) : "";
        return prefix + json_line(event, time, version);
    }
};

core::Event dropped_event(std::uint64_t count) {
    core::Event event{core::EventId::log_lines_dropped, "", {}};
    event.message = fmt::format("{} log lines were dropped: the log's reader is too slow", count);
    event.fields.push_back({"count", std::to_string(count)});
    return event;
}

// Runs on the log's thread. Counts what the queue dropped and what could not be written.
class DescriptorSink final : public spdlog::sinks::sink {
public:
    DescriptorSink(int descriptor, Rendering rendering) : writer_(descriptor), rendering_(std::move(rendering)) {}

    void count_drops_of(spdlog::details::thread_pool& queue) { queue_ = &queue; }
    void hurry(core::Millis patience) { writer_.hurry(patience); }
    void use(core::LogFormat format) { format_ = format; }

    void log(const spdlog::details::log_msg& message) override {
        const auto time = std::chrono::floor<core::Millis>(message.time);
        tell_drops(time);
        if (!writer_.write({message.payload.data(), message.payload.size()})) ++unwritten_;
        last_ = time;
    }

    // The last call before the end: what was dropped since the last line.
    void flush() override { tell_drops(last_); }
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

private:
    void tell_drops(core::WallTime time) {
        const auto lost = queue_->overrun_counter() + unwritten_;
        if (lost == told_) return;
        rendering_.settings.format = format_;
        if (writer_.write(rendering_.line(dropped_event(lost - told_), time))) told_ = lost;
    }

    LineWriter writer_;
    Rendering rendering_;
    std::atomic<core::LogFormat> format_ = rendering_.settings.format;  // a reload may change it
    spdlog::details::thread_pool* queue_ = nullptr;                     // outlives the thread that this runs on
    std::uint64_t unwritten_ = 0;
    std::uint64_t told_ = 0;  // of both, already reported
    core::WallTime last_{};
};

// Signals belong to the main thread; a blocked SIGPIPE turns into EPIPE.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

class QueuedLog final : public EventLog {
public:
    QueuedLog(EventLogOptions options, const ports::Clock& clock)
        : clock_(clock),
          patience_(options.patience),
          rendering_{options.settings, options.target, std::move(options.version)},
          sink_(std::make_shared<DescriptorSink>(options.target.descriptor, rendering_)),
          queue_(std::make_shared<spdlog::details::thread_pool>(options.queue_lines, 1, block_signals)),
          logger_(std::make_shared<spdlog::async_logger>("", sink_, queue_,
                                                         spdlog::async_overflow_policy::overrun_oldest)) {
        sink_->count_drops_of(*queue_);
        logger_->set_level(spdlog::level::trace);  // levels are ours
        logger_->set_error_handler([](const std::string&) {});
    }

    ~QueuedLog() override {
        sink_->hurry(patience_);
        logger_
            ->flush();  // the last message in the queue; then the thread ends, and with it nothing is dropped any more
        logger_.reset();
        queue_.reset();
    }

    void emit(core::Event event) override {
        assert(core::check_event(event).empty());
        try {
            if (!rendering_.wants(event)) return;
            const auto time = clock_.wall_now();
            logger_->log(time, spdlog::source_loc{}, spdlog::level::info,
                         spdlog::string_view_t(rendering_.line(event, time)));
        } catch (const std::exception&) {
            // Out of memory: a log line is the least of what is lost, and nobody could be told.
        }
    }

    void use(const core::LogSettings& settings) override {
        rendering_.settings = settings;
        sink_->use(settings.format);
    }

private:
    const ports::Clock& clock_;
    const core::Millis patience_;
    Rendering rendering_;
    std::shared_ptr<DescriptorSink> sink_;
    std::shared_ptr<spdlog::details::thread_pool> queue_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

std::unique_ptr<EventLog> make_event_log(EventLogOptions options, const ports::Clock& clock) {
    return std::make_unique<QueuedLog>(std::move(options), clock);
}

}  // namespace ecdsnap::adapters
