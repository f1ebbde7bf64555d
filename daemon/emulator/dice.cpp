#include "emulator/dice.hpp"

namespace ecdsnap::emulator {
namespace {

std::string spell(Dice& dice, std::string_view alphabet, std::size_t length) {
    std::string word(length, '0');
    for (char& c : word)
        c = alphabet[dice.below(alphabet.size())];
    return word;
}

}  // namespace

Dice::Dice(std::uint64_t seed, std::string_view purpose) : state_(seed) {
    for (const char c : purpose)
        state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;  // FNV-1a
    next();
}

std::uint64_t Dice::next() {  // splitmix64
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
}

std::uint64_t Dice::below(std::uint64_t bound) {
    return next() % bound;
}  // the bias is below 2^-40 for our bounds

double Dice::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

Duration Dice::between(TimeRange range) {
    const auto width = (range.most - range.least).count();
    return range.least + Duration{static_cast<Duration::rep>(unit() * static_cast<double>(width))};
}

std::string Dice::base36(std::size_t length) {
    return spell(*this, "0123456789abcdefghijklmnopqrstuvwxyz", length);
}

std::string Dice::hex(std::size_t length) {
    return spell(*this, "0123456789abcdef", length);
}

}  // namespace ecdsnap::emulator
