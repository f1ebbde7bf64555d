#include "adapters/logging/event_log.hpp"

#include "adapters/logging/journal_entry.hpp"
#include "adapters/logging/journal_writer.hpp"
#include "adapters/logging/json_line.hpp"
#include "adapters/logging/line_writer.hpp"
#include "adapters/logging/log_file.hpp"
#include "adapters/logging/text_line.hpp"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/sink.h>

#include <atomic>
#include <cassert>
#include <mutex>
#include <signal.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

// What a record is, kept with it in the queue: a reload may change the format while records wait.
constexpr auto a_line = spdlog::level::info;
constexpr auto an_entry = spdlog::level::critical;

struct Record {
    spdlog::level::level_enum kind = a_line;
    std::string text;
};

// How an event becomes a record. Each thread has its own.
struct Rendering {
    core::LogSettings settings;
    LogTarget target;
    std::string version;

    bool wants(const core::Event& event) const {
        return static_cast<int>(core::event_type(event.id).level) >= static_cast<int>(settings.level);
    }

    core::LogFormat format() const {
        if (settings.format != core::LogFormat::automatic) return settings.format;
        if (!settings.file.path.empty()) return core::LogFormat::json;
        if (target.journal) return core::LogFormat::journald;
        return target.terminal ? core::LogFormat::text : core::LogFormat::json;
    }

    Record record(const core::Event& event, core::WallTime time) const {
        if (format() == core::LogFormat::journald) return {an_entry, journal_entry(event, version)};
        LogTarget place = target;
        if (!settings.file.path.empty()) place.journal = place.coloured = false;
        if (format() == core::LogFormat::text) return {a_line, text_line(event, time, place)};
        // journald takes the prefix off again, so that `journalctl -p err` works and the message is the bare object
        const auto prefix = place.journal ? journal_prefix(core::event_type(event.id).level) : "";
        return {a_line, prefix + json_line(event, time, version)};
    }
};

core::Event lost_event(std::uint64_t overrun, std::uint64_t unwritten) {
    core::Event event{core::EventId::log_lines_dropped, "", {}};
    if (overrun != 0) event.message = fmt::format("{} log lines were dropped: the log's reader is too slow", overrun);
    if (unwritten != 0)
        event.message += fmt::format("{}{} log lines could not be written: the disk is full, or who reads them is gone",
                                     overrun != 0 ? "; " : "", unwritten);
    event.fields.push_back({"count", std::to_string(overrun + unwritten)});
    return event;
}

// Runs on the log's thread. Counts what the queue dropped and what could not be written.
class WritingSink final : public spdlog::sinks::sink {
public:
    WritingSink(std::unique_ptr<RecordWriter> lines, Rendering rendering)
        : lines_(std::move(lines)), entries_(rendering.target.journal_socket), rendering_(std::move(rendering)) {}

    void count_drops_of(spdlog::details::thread_pool& queue) { queue_ = &queue; }
    void use(core::LogFormat format) { format_ = format; }
    void hurry(core::Millis patience) {
        lines_->hurry(patience);
        entries_.hurry(patience);
    }

    void log(const spdlog::details::log_msg& message) override {
        const auto time = std::chrono::floor<core::Millis>(message.time);
        tell_drops(time);
        if (!write(message.level, {message.payload.data(), message.payload.size()})) ++unwritten_;
        last_ = time;
    }

    // The last call before the end: what was dropped since the last line.
    void flush() override { tell_drops(last_); }
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

private:
    // Where no journal takes entries, their messages go where lines go.
    bool write(spdlog::level::level_enum kind, std::string_view text) {
        if (kind != an_entry) return lines_->write(text);
        return entries_.write(text) || lines_->write(line_of_entry(text, rendering_.target.journal));
    }

    void tell_drops(core::WallTime time) {
        const auto overrun = queue_->overrun_counter();
        if (overrun == told_overrun_ && unwritten_ == told_unwritten_) return;
        rendering_.settings.format = format_;
        const auto event = lost_event(overrun - told_overrun_, unwritten_ - told_unwritten_);
        const Record record = rendering_.record(event, time);
        if (!write(record.kind, record.text)) return;
        told_overrun_ = overrun;
        told_unwritten_ = unwritten_;
    }

    const std::unique_ptr<RecordWriter> lines_;
    JournalWriter entries_;
    Rendering rendering_;
    std::atomic<core::LogFormat> format_ = rendering_.settings.format;  // a reload may change it
    spdlog::details::thread_pool* queue_ = nullptr;                     // outlives the thread that this runs on
    std::uint64_t unwritten_ = 0;
    std::uint64_t told_overrun_ = 0;  // already reported
    std::uint64_t told_unwritten_ = 0;
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
    QueuedLog(EventLogOptions options, std::unique_ptr<RecordWriter> lines, const ports::Clock& clock)
        : clock_(clock),
          patience_(options.patience),
          rendering_{options.settings, options.target, std::move(options.version)},
          sink_(std::make_shared<WritingSink>(std::move(lines), rendering_)),
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
            const std::scoped_lock lock(mutex_);  // in the order of their times
            if (!rendering_.wants(event)) return;
            const auto time = clock_.wall_now();
            const Record record = rendering_.record(event, time);
            logger_->log(time, spdlog::source_loc{}, record.kind, spdlog::string_view_t(record.text));
        } catch (const std::exception&) {
            // Out of memory: a log line is the least of what is lost, and nobody could be told.
        }
    }

    void use(const core::LogSettings& settings) override {
        const std::scoped_lock lock(mutex_);
        rendering_.settings.format = settings.format;
        rendering_.settings.level = settings.level;
        sink_->use(settings.format);
    }

private:
    const ports::Clock& clock_;
    const core::Millis patience_;
    std::mutex mutex_;
    Rendering rendering_;  // by mutex_
    std::shared_ptr<WritingSink> sink_;
    std::shared_ptr<spdlog::details::thread_pool> queue_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

core::Result<std::unique_ptr<EventLog>> make_event_log(EventLogOptions options, const ports::Clock& clock) {
    std::unique_ptr<RecordWriter> lines;
    if (!options.settings.file.path.empty()) {
        auto opened = LogFileWriter::open(options.settings.file);
        if (opened.has_error()) return opened.error();
        lines = std::move(opened.value());
    } else {
        lines = std::make_unique<LineWriter>(options.target.descriptor);
    }
    std::unique_ptr<EventLog> log = std::make_unique<QueuedLog>(std::move(options), std::move(lines), clock);
    return log;
}

}  // namespace ecdsnap::adapters
