#include "adapters/credentials/credential_provider.hpp"

#include "adapters/credentials/key_search.hpp"
#include "core/credentials/key_refresh.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

using boost::asio::awaitable;
using Need = core::KeyRefresh::Need;
using What = core::KeyNews::What;

// A file that has just changed may be half written; while there is a key, it is left alone for so long.
constexpr core::Millis quiet_before_read = std::chrono::seconds{1};

// The key in hand and everybody who waits for the next one. Kept alive by a refresh that goes on beside its callers.
class KeyKeeper : public std::enable_shared_from_this<KeyKeeper> {
public:
    KeyKeeper(const core::CredentialSource& source, const core::Environment& environment, const KeyTools& tools,
              ports::Random& random)
        : clock_(tools.clock), random_(random), search_(source, environment, tools) {}

    awaitable<core::Result<ports::Credentials>> get();
    awaitable<bool> refused(ports::Credentials key);
    core::KeyState state() const;
    void watch(std::function<void(const core::KeyNews&)> tell) { tell_ = std::move(tell); }

private:
    enum class Patience : std::uint8_t { quiet_file, none };

    void notice_change(Patience patience);
    void reread();
    awaitable<void> refresh();
    awaitable<void> wait_for_refresh();
    void end_refresh();
    void install(MadeKey made, What news);
    void fail(std::string problem);
    void tell(What what, std::string before = {});
    core::Error error() const;
    static awaitable<void> refresh_beside(std::shared_ptr<KeyKeeper> self) { co_await self->refresh(); }

    ports::Clock& clock_;
    ports::Random& random_;
    KeySearch search_;
    core::KeyRefresh refresh_;
    std::optional<ports::Credentials> key_;
    core::WallTime since_{};  // of key_
    std::string problem_;     // why there is no newer one; empty: the last try came through
    bool expiry_told_ = false;
    std::optional<core::SteadyTime> change_seen_;  // of a file that has not been read yet
    bool refreshing_ = false;
    std::vector<ports::Alarm*> waiting_;  // for the refresh that is under way
    std::function<void(const core::KeyNews&)> tell_;
};

awaitable<core::Result<ports::Credentials>> KeyKeeper::get() {
    for (;;) {
        notice_change(Patience::quiet_file);
        const core::SteadyTime now = clock_.steady_now();
        const Need need = refresh_.need(now);
        const bool may_begin = !refreshing_ && refresh_.may_try(now);
        if (need == Need::soon && may_begin) {
            refreshing_ = true;
            auto rethrow = [](std::exception_ptr failure) {
                if (failure) std::rethrow_exception(failure);
            };
            auto executor = co_await boost::asio::this_coro::executor;
            boost::asio::co_spawn(executor, refresh_beside(shared_from_this()), rethrow);
        }
        if (need != Need::now) co_return *key_;
        if (refreshing_) {
            co_await wait_for_refresh();
        } else if (may_begin) {
            refreshing_ = true;
            co_await refresh();
        } else {
            if (key_ && !std::exchange(expiry_told_, true)) tell(What::expired);
            co_return error();
        }
    }
}

awaitable<bool> KeyKeeper::refused(ports::Credentials key) {
    notice_change(Patience::none);
    if (!key_) co_return false;
    const bool may_ask = same_key(key, *key_) && !search_.is_at_hand();
    if (may_ask && !refreshing_) {
        const core::SteadyTime now = clock_.steady_now();
        refresh_.refused(now);
        if (refresh_.need(now) == Need::none || !refresh_.may_try(now)) co_return false;
        refreshing_ = true;
        co_await refresh();
    } else if (may_ask) {
        co_await wait_for_refresh();
    }
    co_return !same_key(key, *key_);
}

void KeyKeeper::notice_change(Patience patience) {
    if (refreshing_) return;
    if (!search_.changed()) return change_seen_.reset();
    const core::SteadyTime now = clock_.steady_now();
    if (!change_seen_) change_seen_ = now;
    if (key_ && patience == Patience::quiet_file && now - *change_seen_ < quiet_before_read) return;
    change_seen_.reset();
    if (key_)
        reread();
    else
        refresh_.changed();
}

// What was half written, or is gone, takes no key away.
void KeyKeeper::reread() {
    auto recipe = search_.reread();
    if (!recipe) return fail(std::move(recipe.error().problem));
    if (!recipe->is_at_hand()) return refresh_.changed();
    MadeKey made;
    made.key = std::move(recipe->key);
    made.key.source = std::move(recipe->source);
    install(std::move(made), What::changed);
}

awaitable<void> KeyKeeper::refresh() {
    try {
        const bool at_hand = search_.is_at_hand();
        auto made = co_await search_.find();
        if (made)
            install(std::move(*made), at_hand ? What::changed : What::refreshed);
        else
            fail(std::move(made.error().problem));
    } catch (...) {
        end_refresh();
        throw;
    }
    end_refresh();
}

void KeyKeeper::end_refresh() {
    refreshing_ = false;
    for (ports::Alarm* const alarm : waiting_)
        alarm->ring();
}

awaitable<void> KeyKeeper::wait_for_refresh() {
    const auto self = shared_from_this();
    const auto alarm = clock_.make_alarm();
    waiting_.push_back(alarm.get());
    struct Leaving {
        std::vector<ports::Alarm*>& waiting;
        ports::Alarm* alarm;
        ~Leaving() { std::erase(waiting, alarm); }
    };
    const Leaving leaving{waiting_, alarm.get()};
    while (refreshing_) {
        const bool rung = co_await alarm->wait_until(core::never);
        (void)rung;
    }
}

void KeyKeeper::install(MadeKey made, What news) {
    const std::string before = key_ ? core::shown_key_id(key_->access_key_id) : std::string();
    const bool is_other = !key_ || !same_key(*key_, made.key);
    const bool had_failed = !problem_.empty();
    refresh_.fetched(made.lifetime, clock_.steady_now());
    key_ = std::move(made.key);
    since_ = clock_.wall_now();
    problem_.clear();
    expiry_told_ = false;
    if (had_failed) tell(What::restored);
    if (is_other && !before.empty()) tell(news, before);
}

// Told when it begins; while it goes on, the status shows it.
void KeyKeeper::fail(std::string problem) {
    const bool is_new = problem_.empty();
    refresh_.failed(clock_.steady_now(), random_.next());
    problem_ = std::move(problem);
    if (is_new) tell(What::failed);
}

void KeyKeeper::tell(What what, std::string before) {
    if (!tell_) return;
    core::KeyNews news;
    news.what = what;
    news.state = state();
    news.before = std::move(before);
    tell_(news);
}

core::KeyState KeyKeeper::state() const {
    core::KeyState state;
    state.problem = problem_;
    if (!problem_.empty()) {
        const auto left = std::chrono::duration_cast<core::Millis>(refresh_.next_try() - clock_.steady_now());
        state.next_try = clock_.wall_now() + std::max(left, core::Millis{0});
    }
    if (!key_) return state;
    state.key_id = core::shown_key_id(key_->access_key_id);
    state.source = key_->source;
    state.temporary = key_->security_token.has_value();
    state.expires = key_->expires;
    state.since = since_;
    return state;
}

core::Error KeyKeeper::error() const {
    core::Error error;
    error.kind = core::ErrorClass::credentials;
    error.message = key_ ? "the key has expired, and there is no newer one: " + problem_ : problem_;
    return error;
}

class SharingProvider final : public KeyProvider {
public:
    explicit SharingProvider(std::shared_ptr<KeyKeeper> keeper) : keeper_(std::move(keeper)) {}

    awaitable<core::Result<ports::Credentials>> get() override { return keeper_->get(); }
    awaitable<bool> refused(ports::Credentials key) override { return keeper_->refused(std::move(key)); }
    core::KeyState key_state() const override { return keeper_->state(); }
    void watch(std::function<void(const core::KeyNews&)> tell) override { keeper_->watch(std::move(tell)); }

private:
    std::shared_ptr<KeyKeeper> keeper_;
};

}  // namespace

std::unique_ptr<KeyProvider> make_credential_provider(const core::CredentialSource& source,
                                                      const core::Environment& environment, const KeyTools& tools,
                                                      ports::Random& random) {
    return std::make_unique<SharingProvider>(std::make_shared<KeyKeeper>(source, environment, tools, random));
}

}  // namespace ecdsnap::adapters
