#include "core/hash.hpp"

#include <sodium.h>

#include <fstream>
#include <vector>

#include "core/errors.hpp"

namespace dmp::core {
namespace {

std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

struct Sha256::State {
  crypto_hash_sha256_state hash;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->hash); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_->hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Sha256::hex() {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state_->hash, digest);
  return hexadecimal(digest, sizeof digest);
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw UserError(ErrorKind::resource, "the file cannot be opened", Place{file.string()}, "check that it exists and may be read");
  Sha256 hash;
  std::vector<char> block(1 << 20);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0)
    hash.add({block.data(), static_cast<std::size_t>(in.gcount())});
  if (in.bad()) throw UserError(ErrorKind::resource, "the file cannot be read to its end", Place{file.string()}, "check the disk and copy the file again");
  return hash.hex();
}

std::string Pseudonymiser::pseudonym(std::string_view identifier) const {
  unsigned char digest[16];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(identifier.data()), identifier.size(), key_.data(), key_.size());
  return hexadecimal(digest, sizeof digest);
}

}  // namespace dmp::core
