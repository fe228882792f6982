#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dmp::core {

/// SHA-256, fed piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// The digest in hexadecimal; the object is spent afterwards.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of some bytes, in hexadecimal.
std::string sha256(std::string_view bytes);

/// SHA-256 of a file's bytes, in hexadecimal; a UserError where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

/// Turns identifiers of people into pseudonyms: a keyed BLAKE2b hash of 128 bits. Without the key nobody can
/// recompute a pseudonym from a name.
class Pseudonymiser {
 public:
  explicit Pseudonymiser(const std::array<unsigned char, 32>& key) : key_(key) {}

  /// 32 hexadecimal digits.
  [[nodiscard]] std::string pseudonym(std::string_view identifier) const;

 private:
  std::array<unsigned char, 32> key_;
};

}  // namespace dmp::core
