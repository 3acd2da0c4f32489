"""OwnVoice: a self-advocacy coach. `docs/map.md` shows the house and which way its arrows point."""
