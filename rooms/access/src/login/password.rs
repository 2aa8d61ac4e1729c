//! Passwords: argon2id, and what a password must look like (profile `dengbao3` of trust.md A2).
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use kernel::{Error, Result};

const SHORTEST: usize = 10;
const COMMON: [&str; 8] =
    ["password", "12345678", "qwertyuiop", "admin123", "abc12345", "iloveyou", "woaini", "nuanqiao"];

/// Hashes a password to a PHC string, off the async threads.
pub async fn hash(password: String) -> Result<String> {
    tokio::task::spawn_blocking(move || {
        let hash = Argon2::default().hash_password(password.as_bytes()).map_err(Error::fault)?;
        Ok(hash.to_string())
    })
    .await
    .map_err(Error::fault)?
}

/// Whether the password fits the hash; takes the same time when there is no hash.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&text).map_err(Error::fault)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
    .map_err(Error::fault)?
}

/// Refuses weak passwords with a sentence that says what is missing.
pub fn check_strength(password: &str, login: &str) -> Result<()> {
    let classes = [
        password.chars().any(char::is_lowercase),
        password.chars().any(char::is_uppercase),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    let lower = password.to_lowercase();
    if password.chars().count() < SHORTEST {
        return Err(Error::field("password", "密码至少 10 位。"));
    }
    if classes.iter().filter(|has| **has).count() < 3 {
        return Err(Error::field("password", "密码须包含大写字母、小写字母、数字、符号中的至少三种。"));
    }
    if COMMON.iter().any(|word| lower.contains(word))
        || (login.len() > 2 && lower.contains(&login.to_lowercase()))
    {
        return Err(Error::field("password", "密码过于常见或包含登录名，请换一个。"));
    }
    Ok(())
}

/// The login name as stored: lower case ASCII letters, digits, dot and hyphen, so that no two look alike.
pub fn normal_login(login: &str) -> Result<String> {
    let login = login.trim().to_lowercase();
    let plain = login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c));
    if login.len() < 2 || login.len() > 40 || !plain {
        return Err(Error::field("login", "登录名须为 2 到 40 位的小写字母、数字、点或短横线。"));
    }
    Ok(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_opens_and_a_wrong_one_does_not() {
        let hashed = hash("Qiao-2026-nuan".to_owned()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify("Qiao-2026-nuan".to_owned(), Some(hashed.clone())).await.unwrap());
        assert!(!verify("Qiao-2026-nuam".to_owned(), Some(hashed)).await.unwrap());
        assert!(!verify("Qiao-2026-nuan".to_owned(), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["short-1A", "alllowercase1", "Password-2026", "Wang.li-2026x"] {
            assert!(check_strength(weak, "wang.li").is_err(), "{weak}");
        }
        assert!(check_strength("Lake-teal-0E7C", "wang.li").is_ok());
    }

    #[test]
    fn login_names_that_look_alike_are_one() {
        assert_eq!(normal_login(" Wang.Li ").unwrap(), "wang.li");
        assert!(normal_login("wаng").is_err(), "Cyrillic а");
    }
}
